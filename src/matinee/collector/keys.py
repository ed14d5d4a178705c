"""Who may report: write keys, and the tokens that a service signs with them.

A write key has an id (`wk_…`), which may be seen by anyone, and a secret (`sk_…`), which the service
keeps on its servers. With the secret the service signs a token for each household that opens
a player: a JSON Web Token, algorithm HS256, the key's id in the header as `kid`, and the claims

- `sub`: the household, by an id of the service's own that says nothing of the person;
- `exp`: until when it is good, in seconds since 1970;
- and where they are known `profile`, `kids` (true or false), `zoneinfo` (IANA time zone), `country` (ISO 3166-1).

A secret follows from the lake's secret and the key's id, so that no secret of a key rests
anywhere. Ids of households and profiles become pseudonyms here, before anything is written.

Source: RFC 7519 for the token; OpenID Connect Core 1.0, section 5.1, for `zoneinfo`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import jwt

from matinee import instants
from matinee.errors import MatineeError
from matinee.events.event import Identity
from matinee.identity import pseudonym
from matinee.store.settled import replace_file

_ALGORITHM = "HS256"
_LONGEST_ID = 200
_LEEWAY_S = 60
"""How far the clocks of servers may differ."""


class Refused(Exception):  # noqa: N818  it is an answer, not a mistake of ours
    """A request that may not come in.

    Args:
        status: What it is answered with: 401, or 410 for a key that was revoked.
        reason: Why.
    """

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, kw_only=True)
class WriteKey:
    """A key that a service signs tokens with; `revoked_at` is None while it is good."""

    id: str
    name: str
    created_at: str
    revoked_at: str | None = None


class Keys:
    """The write keys of a lake.

    Args:
        lake: The lake's folder.
        secret: The lake's secret.
    """

    def __init__(self, lake: Path, secret: bytes) -> None:
        self._file = lake / "keys.json"
        self._secret = secret
        self._read_at_ns = -1
        self._known: dict[str, WriteKey] = {}

    def all(self) -> list[WriteKey]:
        """Every key there ever was, oldest first."""
        return list(self._now().values())

    def create(self, name: str) -> WriteKey:
        """Make a new key."""
        key = WriteKey(id=f"wk_{secrets.token_hex(8)}", name=name, created_at=instants.show(_this_second_us()))
        self._write([*self.all(), key])
        return key

    def revoke(self, id: str) -> WriteKey:
        """Take a key back: what it has signed is answered with 410 from now on.

        Raises:
            MatineeError: There is no such key.
        """
        if id not in self._now():
            known = ", ".join(self._now()) or "none"
            raise MatineeError(f"There is no key {id!r}.", f"The keys are: {known}.")
        changed = {
            one.id: WriteKey(**asdict(one) | {"revoked_at": one.revoked_at or instants.show(_this_second_us())})
            if one.id == id
            else one
            for one in self.all()
        }
        self._write(list(changed.values()))
        return changed[id]

    def secret_of(self, id: str) -> str:
        """The secret that goes with a key: what the service signs with."""
        digest = hashlib.blake2b(id.encode(), key=self._secret, digest_size=24, person=b"matinee-key").digest()
        return f"sk_{id.removeprefix('wk_')}_{base64.urlsafe_b64encode(digest).decode()}"

    def token(
        self,
        household: str,
        *,
        seconds: int,
        profile: str | None = None,
        kids: bool | None = None,
        time_zone: str | None = None,
        country: str | None = None,
    ) -> str:
        """Sign a token with the newest key that is good.

        Raises:
            MatineeError: There is no such key.
        """
        good = [key for key in self.all() if key.revoked_at is None]
        if not good:
            raise MatineeError("There is no write key to sign with.", "Make one with `matinee keys create NAME`.")
        claims = {
            "sub": household,
            "exp": instants.now_us() // instants.SECOND_US + seconds,
            "profile": profile,
            "kids": kids,
            "zoneinfo": time_zone,
            "country": country,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(said, self.secret_of(good[-1].id), _ALGORITHM, headers={"kid": good[-1].id})

    def verified(self, token: str, time_zone: str | None = None) -> tuple[Identity, int]:
        """Who a token speaks for, in pseudonyms, and until when in seconds since 1970.

        Args:
            token: As it came in.
            time_zone: What the page says of it, for a token that does not.

        Raises:
            Refused: It is not signed by a key of this lake, or no longer good.
        """
        try:
            id = jwt.get_unverified_header(token).get("kid")
        except jwt.InvalidTokenError:
            raise Refused(401, "not a signed token (JWT)") from None
        secret = self._secret_of_good(id)
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=[_ALGORITHM],
                leeway=_LEEWAY_S,
                options={"require": ["exp", "sub"], "verify_aud": False, "verify_sub": False},
            )
        except jwt.ExpiredSignatureError:
            raise Refused(401, "expired") from None
        except jwt.InvalidSignatureError:
            raise Refused(401, "not signed with the secret of the key that it names") from None
        except (jwt.InvalidTokenError, OverflowError) as problem:
            raise Refused(401, f"not usable: {problem}") from None
        return self._identity(claims, time_zone), int(claims["exp"])

    def must_be_secret(self, secret: str) -> None:
        """Let pass who shows the secret of a key.

        Raises:
            Refused: It is not that of a key of this lake, or the key was revoked.
        """
        parts = secret.split("_", 2)
        id = f"wk_{parts[1]}" if len(parts) == 3 else ""
        expected = self._secret_of_good(id)
        if not secrets.compare_digest(secret.encode(), expected.encode()):
            raise Refused(401, "not of a key of this lake")

    def name_of(self) -> Callable[..., bytes]:
        """What makes pseudonyms of ids."""
        return lambda *parts: pseudonym(self._secret, *parts)

    def _secret_of_good(self, id: object) -> str:
        key = self._now().get(id) if isinstance(id, str) else None
        if key is None:
            raise Refused(401, "not of a key of this lake")
        if key.revoked_at is not None:
            raise Refused(410, "revoked")
        return self.secret_of(key.id)

    def _identity(self, claims: dict[str, Any], time_zone: str | None) -> Identity:
        def text(name: str) -> str | None:
            value = claims.get(name)
            value = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
            return value if isinstance(value, str) and 0 < len(value) <= _LONGEST_ID else None

        household, profile, kids = text("sub"), text("profile"), claims.get("kids")
        if household is None:
            raise Refused(401, f"not usable: sub is no text of up to {_LONGEST_ID} characters")
        return Identity(
            household=pseudonym(self._secret, "household", household),
            profile=None if profile is None else pseudonym(self._secret, "profile", household, profile),
            country=text("country"),
            time_zone=text("zoneinfo") or (time_zone or None),
            kids=kids if isinstance(kids, bool) else None,
        )

    def _now(self) -> dict[str, WriteKey]:
        """The keys as they rest on the disk now: another process may have revoked one."""
        try:
            changed_ns = self._file.stat().st_mtime_ns
        except FileNotFoundError:
            return {}
        if changed_ns != self._read_at_ns:
            written = json.loads(self._file.read_text(encoding="utf-8"))
            self._known = {one["id"]: WriteKey(**one) for one in written}
            self._read_at_ns = changed_ns
        return self._known

    def changed_ns(self) -> int:
        """Changes when a key is made or revoked."""
        self._now()
        return self._read_at_ns

    def _write(self, keys: list[WriteKey]) -> None:
        replace_file(self._file, json.dumps([asdict(key) for key in keys], indent=1).encode())


def _this_second_us() -> int:
    return instants.now_us() // instants.SECOND_US * instants.SECOND_US
