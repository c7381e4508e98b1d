"""What the curator's pages ask and tell: a JSON API under /admin/api, for curators alone.

Every change of the library by a person comes through this one blueprint.
"""

from flask import Blueprint
from flask_login import login_required

blueprint = Blueprint("desk", __name__, url_prefix="/admin/api")


@blueprint.before_request
@login_required
def require_sign_in() -> None:
    """Every route of the desk needs a curator."""


from server.desk import collections, history, photos, poses, review  # noqa: E402, F401  (they add their routes)
