"""Who may change the library: accounts with a role, one-time links that make them, and guessing stopped.

Knows the database, not Flask. Passwords are kept as Argon2 hashes, tokens and tried names as SHA-256.
"""

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from server.models import Role, SetupLink, SignInFailure, User, now

LINK_LIFETIME = timedelta(days=7)
# So many wrong passwords for a name, each within LOCKED_FOR of the last, lock it for as long.
FAILURES_ALLOWED = 8
LOCKED_FOR = timedelta(minutes=15)
hasher = PasswordHasher()


class SignIn(StrEnum):
    """What came of a try to sign in."""

    OK = "ok"
    WRONG = "wrong"
    LOCKED = "locked"


class LastAdmin(ValueError):
    """Without another admin nobody could make accounts any more."""


def has_admin(session: Session) -> bool:
    return _admins(session) > 0


def everybody(session: Session) -> list[User]:
    return list(session.scalars(select(User).order_by(User.name)))


def by_name(session: Session, name: str) -> User | None:
    return session.scalars(select(User).filter_by(name=name)).one_or_none()


def make_setup_token(session: Session, role: Role = Role.ADMIN) -> str:
    """A token for one new account; earlier ones for the same role stop working."""
    token = secrets.token_urlsafe(24)
    session.execute(delete(SetupLink).where(SetupLink.role == role))
    session.add(SetupLink(token_sha256=digest(token), role=role, expires_at=now() + LINK_LIFETIME))
    session.commit()
    return token


def setup_link(session: Session, token: str) -> SetupLink | None:
    """The link of a token that may still be used."""
    link = session.get(SetupLink, digest(token))
    return link if link and link.expires_at >= now() else None


def spend_setup_token(session: Session, token: str) -> Role | None:
    """Use a token up; its role, or None where it was not good. The caller commits."""
    spent = delete(SetupLink).where(SetupLink.token_sha256 == digest(token)).returning(SetupLink.role)
    return session.scalar(spent)


def make_user(session: Session, name: str, password: str, role: Role) -> User:
    """A new account; the caller commits."""
    user = User(name=name, password_hash=hasher.hash(password), role=role, session_key=new_session_key())
    session.add(user)
    return user


def sign_in(session: Session, name: str, password: str) -> tuple[SignIn, User | None]:
    """Check a name and a password; the answer takes as long for names that nobody has."""
    failures = session.get(SignInFailure, digest(name.casefold()))
    if failures and _is_locked(failures):
        return SignIn.LOCKED, None
    user = by_name(session, name)
    if not _is_right(user, password):
        _count_failure(session, name)
        return SignIn.WRONG, None
    if failures:
        session.delete(failures)
        session.commit()
    return SignIn.OK, user


def change_password(session: Session, user: User, password: str) -> None:
    """Set a new password and end every session of the account."""
    user.password_hash = hasher.hash(password)
    end_sessions(session, user)


def end_sessions(session: Session, user: User) -> None:
    user.session_key = new_session_key()
    session.commit()


def is_password(user: User, password: str) -> bool:
    return _is_right(user, password)


def set_role(session: Session, user: User, role: Role) -> None:
    """Raises LastAdmin."""
    if role != Role.ADMIN:
        _keep_an_admin(session, user)
    user.role = role
    session.commit()


def remove(session: Session, user: User) -> None:
    """Raises LastAdmin."""
    _keep_an_admin(session, user)
    session.delete(user)
    session.commit()


def new_session_key() -> str:
    return secrets.token_hex(16)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_right(user: User | None, password: str) -> bool:
    try:
        return hasher.verify(user.password_hash if user else _nobody_hash(), password) and user is not None
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobody_hash() -> str:
    return hasher.hash(secrets.token_hex(16))


def _is_locked(failures: SignInFailure) -> bool:
    is_recent = failures.last_at > now() - LOCKED_FOR
    return failures.failures >= FAILURES_ALLOWED and is_recent


def _count_failure(session: Session, name: str) -> None:
    # Names that nobody tries any more are forgotten: the table cannot be made to grow for ever.
    old = delete(SignInFailure).where(SignInFailure.last_at < now() - LOCKED_FOR)
    session.execute(old, execution_options={"synchronize_session": False})
    key = digest(name.casefold())
    one_more = update(SignInFailure).where(SignInFailure.name_sha256 == key)
    counted = session.execute(one_more.values(failures=SignInFailure.failures + 1, last_at=now()))
    if not counted.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(SignInFailure).values(name_sha256=key, failures=1, last_at=now()))
    session.commit()


def _admins(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(User).where(User.role == Role.ADMIN)) or 0


def _keep_an_admin(session: Session, user: User) -> None:
    if user.role == Role.ADMIN and _admins(session) < 2:
        raise LastAdmin(f"{user.name} is the only admin. Make another account an admin first.")
