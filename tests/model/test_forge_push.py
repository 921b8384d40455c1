# SPDX-License-Identifier: GPL-3.0-or-later
"""The message of a forge: each forge's own proof, and nothing else."""

import hashlib
import hmac
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from intake.model.forge_push import NotFromForgeError, genuine_delivery
from intake.model.webhook import read_webhook_secret, signed_headers
from tests.conftest import NOW

SECRET = "a secret that the forge knows too"  # noqa: S105  # of the tests
OLD_SECRET = "the secret of the forge until May"  # noqa: S105
SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECRETS = (OLD_SECRET, SECRET, SIGNING)
BODY = b'{"ref": "refs/heads/main"}'
HEX = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
STANDARD = signed_headers([read_webhook_secret(SIGNING)], "msg_1", NOW, BODY)

GENUINE: Mapping[str, Mapping[str, str]] = {
    "Forgejo": {
        "x-forgejo-signature": HEX,
        "x-gitea-signature": HEX,
        "x-hub-signature-256": f"sha256={HEX}",
        "x-forgejo-delivery": "f0b8e1e2-0000",
        "x-forgejo-event": "push",
    },
    "Gitea": {
        "x-gitea-signature": HEX,
        "x-gitea-delivery": "f0b8e1e2-0000",
        "x-gitea-event": "push",
    },
    "GitHub": {
        "x-hub-signature-256": f"sha256={HEX}",
        "x-github-delivery": "f0b8e1e2-0000",
        "x-github-event": "push",
    },
    "GitLab": {
        "x-gitlab-token": SECRET,
        "idempotency-key": "f0b8e1e2-0000",
        "x-gitlab-event": "Push Hook",
    },
    "GitLab, signed": {**STANDARD, "x-gitlab-event": "Push Hook"},
}
FORGED: Mapping[str, Mapping[str, str]] = {
    "nothing": {},
    "an event alone": {"x-forgejo-event": "push"},
    "an empty signature": {"x-forgejo-signature": ""},
    "another signature": {"x-forgejo-signature": "0" * 64},
    "capitals": {"x-forgejo-signature": HEX.upper()},
    "one of two is wrong": {"x-forgejo-signature": HEX, "x-gitea-signature": "0" * 64},
    "SHA-1": {"x-hub-signature": "sha1=" + "0" * 40},
    "another token": {"x-gitlab-token": "a secret that the forge knows to"},
    "an empty token": {"x-gitlab-token": ""},
    "a token with letters": {"x-gitlab-token": "sécret"},
    "half a character": {"x-gitlab-token": "\ud800"},
    "a token beside a wrong signature": {
        "x-gitlab-token": SECRET,
        "x-forgejo-signature": "0" * 64,
    },
    "another signed message": {**STANDARD, "webhook-id": "msg_2"},
}


@pytest.mark.parametrize("headers", GENUINE.values(), ids=GENUINE)
def test_each_forge_proves_itself(headers: Mapping[str, str]) -> None:
    found = genuine_delivery(headers, BODY, SECRETS, NOW)
    assert (found.is_push, found.id in {"f0b8e1e2-0000", "msg_1"}) == (True, True)


@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED)
def test_anything_less_is_refused(headers: Mapping[str, str]) -> None:
    with pytest.raises(NotFromForgeError):
        genuine_delivery(headers, BODY, SECRETS, NOW)


@pytest.mark.parametrize("headers", GENUINE.values(), ids=GENUINE)
def test_a_forge_without_a_secret_proves_nothing(headers: Mapping[str, str]) -> None:
    with pytest.raises(NotFromForgeError):
        genuine_delivery(headers, BODY, (), NOW)


@pytest.mark.parametrize("name", ["Forgejo", "GitHub", "GitLab, signed"])
def test_another_body_is_refused(name: str) -> None:
    for place in range(len(BODY)):
        changed = BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :]
        with pytest.raises(NotFromForgeError):
            genuine_delivery(GENUINE[name], changed, SECRETS, NOW)


@pytest.mark.parametrize("event", ["ping", "issues", "Tag Push Hook", ""])
def test_another_event_is_no_push(event: str) -> None:
    headers = {**GENUINE["Gitea"], "x-gitea-event": event}
    assert not genuine_delivery(headers, BODY, SECRETS, NOW).is_push


def test_a_message_without_an_id_is_known_by_its_body() -> None:
    headers = {"x-gitlab-token": SECRET, "x-gitlab-event": "Push Hook"}
    found = genuine_delivery(headers, BODY, SECRETS, NOW)
    assert found.id == hashlib.sha256(BODY).hexdigest()


@hypothesis_settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted({name for one in GENUINE.values() for name in one})),
        st.text(st.characters(max_codepoint=255)),
    ),
    st.binary(max_size=100),
)
def test_whatever_comes_is_refused_by_an_error_of_ours(
    headers: Mapping[str, str], body: bytes
) -> None:
    with pytest.raises(NotFromForgeError):
        genuine_delivery(headers, body, SECRETS, NOW)
