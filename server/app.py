"""`create_app` wires the parts together and does nothing else."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from server import desk
from server.config import Settings, from_environment
from server.database import init_database
from server.desk import admin, progress, tus
from server.errors import init_errors
from server.library import Mirror
from server.operate.logs import init_logs
from server.operate.metrics import init_metrics
from server.people import auth, team
from server.people.audit import init_audit
from server.public import api, site
from server.security import init_security


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or from_environment()
    app = Flask("server", instance_path=str(settings.instance), static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + 2**16,
        MAX_FORM_MEMORY_SIZE=2**20,
        WTF_CSRF_TIME_LIMIT=None,
    )
    hops = settings.proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.extensions["mirror"] = Mirror(settings)
    init_logs(app)
    init_metrics(app)
    init_database(app)
    auth.init_auth(app)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(site.blueprint)
    app.register_blueprint(auth.blueprint)
    app.register_blueprint(admin.blueprint)
    app.register_blueprint(desk.blueprint)
    app.register_blueprint(team.blueprint)
    app.register_blueprint(tus.blueprint)
    app.register_blueprint(progress.blueprint)
    init_audit(app)
    init_errors(app)
    init_security(app)
    return app
