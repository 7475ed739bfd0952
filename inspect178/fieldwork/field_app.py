"""What does the tablet's app consist of? The shell without data, its worker, its words.

Everything here is public and the same for everybody: who uses the tablet is known to the app only.
The shell is kept by the worker under a name made of the content of all its files, so a new version
is fetched as a whole or not at all.
"""

from __future__ import annotations

import gettext
import hashlib
import json
import re
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for
from flask_babel import force_locale

from inspect178.access.decorators import public

bp = Blueprint("field", __name__, url_prefix="/field")

VERSION = "2026.11.1"
# Stricter than for the office: no markup from strings (Trusted Types), WebAssembly for keys.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "font-src 'self'",
        "media-src 'self' blob:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types sw",
    )
)
WORKER = "field/sw.js"
MAIN = "field/main.js"
IMPORTED = re.compile(r'(?:^import|from) "(\.[^"\n]+)";$', re.MULTILINE)
# What the shell needs beside static/field; the larger WebAssembly is fetched once, after the shell.
SHELL_FILES = (
    "css/tokens.css",
    "css/components.css",
    "js/shrinking.js",
    "js/strokes.js",
    "js/theme.js",
    "icons/favicon.svg",
    "vendor/be-vietnam-pro/*-400.woff2",
    "vendor/be-vietnam-pro/*-700.woff2",
    "vendor/idb/*.js",
    "vendor/hash-wasm/*.js",
    "vendor/lean-qr/*.js",
    "vendor/signature_pad/*.js",
)
LATER_FILES = ("vendor/zxing-wasm/*.js", "vendor/zxing-wasm/*/*.js", "vendor/zxing-wasm/*/*.wasm")
LANGUAGES = ("vi", "en")
CATALOGUES = ("field", "field_*")


@bp.get("/")
@public
def shell() -> Response:
    """Give the page that the app lives in; it holds no data and may be kept."""
    with force_locale("vi"):
        page = render_template(
            "fieldwork/field.html", version=app_version(), first_modules=first_modules()
        )
    return _own(Response(page, mimetype="text/html"))


@bp.get("/sw.js")
@public
def worker() -> Response:
    """Give the service worker with the list of what it keeps."""
    own = (_static() / WORKER).read_text(encoding="utf-8")
    head = (
        f"const BUILD = {json.dumps(build_hash())};\n"
        f"const SHELL = {json.dumps(shell_addresses())};\n"
        f"const LATER = {json.dumps(later_addresses())};\n"
    )
    return _own(Response(head + own, mimetype="text/javascript"))


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """Say how the app is installed."""
    icons = [
        {
            "src": url_for("static", filename=f"icons/field-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    about = {
        "id": "/field/",
        "name": "inspect178",
        "short_name": "inspect178",
        "lang": "vi",
        "start_url": "/field/",
        "scope": "/field/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0f4c81",
        "icons": icons,
    }
    return _own(Response(json.dumps(about), mimetype="application/manifest+json"))


@bp.get("/texts-vi.json")
@public
def texts_vi() -> Response:
    """Give the Vietnamese words of the app, by their English sentences."""
    return _own(jsonify(words_of_the_app()))


@bp.get("/texts-en.json")
@public
def texts_en() -> Response:
    """Give the English words: the sentences stand in the code themselves."""
    return _own(jsonify({}))


def words_of_the_app() -> dict[str, str]:
    """Read the catalogues of the app: English sentence -> Vietnamese sentence."""
    folder = Path(current_app.root_path) / "translations" / "vi" / "LC_MESSAGES"
    found: dict[str, str] = {}
    for pattern in CATALOGUES:
        for path in sorted(folder.glob(f"{pattern}.mo")):
            with path.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
            found |= {k: v for k, v in catalogue.items() if isinstance(k, str) and k}
    return found


def shell_addresses() -> list[str]:
    """List what has to be on the tablet before the app can open without a network."""
    pages = [url_for("field.shell"), url_for("field.manifest")]
    texts = [url_for(f"field.texts_{language}") for language in LANGUAGES]
    own = [p for p in sorted((_static() / "field").rglob("*")) if p.is_file()]
    names = [p.relative_to(_static()).as_posix() for p in own if p != _static() / WORKER]
    addresses = [url_for("static", filename=name) for name in names]
    return [*pages, *texts, *addresses, *_addresses(SHELL_FILES)]


def first_modules() -> list[str]:
    """List the modules without which the first screen cannot be drawn: all are asked for at once.

    They are what `main.js` imports, and what these import in turn.
    """
    static = _static().resolve()
    found, left = [], [static / MAIN]
    while left:
        path = left.pop(0)
        if path not in found:
            found.append(path)
            own = IMPORTED.findall(path.read_text(encoding="utf-8"))
            left += [(path.parent / name).resolve() for name in own]
    names = [path.relative_to(static).as_posix() for path in found]
    return [url_for("static", filename=name) for name in names]


def later_addresses() -> list[str]:
    """List what is kept once it was asked for: the reader of codes, which is large."""
    return _addresses(LATER_FILES)


def build_hash() -> str:
    """Give a name for exactly this content of the shell."""
    made = hashlib.sha256()
    templates = Path(current_app.root_path) / str(current_app.template_folder)
    files = [templates / "fieldwork/field.html", templates / "_macros/icons.html"]
    files += [p for p in sorted((_static() / "field").rglob("*")) if p.is_file()]
    files += [p for pattern in SHELL_FILES for p in sorted(_static().glob(pattern))]
    for path in files:
        made.update(path.name.encode() + b"\0" + path.read_bytes())
    made.update(json.dumps(words_of_the_app(), sort_keys=True).encode())
    return made.hexdigest()[:16]


def app_version() -> str:
    """Say which version of the app this is, in its operations too."""
    return f"{VERSION}+{build_hash()[:8]}"


def _addresses(patterns: tuple[str, ...]) -> list[str]:
    files = [p for pattern in patterns for p in sorted(_static().glob(pattern))]
    return [url_for("static", filename=p.relative_to(_static()).as_posix()) for p in files]


def _static() -> Path:
    return Path(str(current_app.static_folder))


def _own(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-cache"
    return response
