"""The hub of Hugging Face in miniature: serves folders as models, and remembers which files were fetched."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

import pytest

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@contextmanager
def hub(models: dict[str, Path], cache: Path) -> Iterator[list[str]]:
    """Have huggingface_hub fetch from here into a new cache; yields the names of the files that are fetched."""
    import huggingface_hub

    fetched: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            name = next((name for name in models if f"/{name}" in path), None)
            if name is None:
                self.answer(404, b"", {"X-Error-Code": "RepoNotFound"})
            elif path.startswith("/api/"):
                self.answer(200, json.dumps(about(name, models[name], path)).encode())
            else:
                self.file(models[name] / path.partition("/resolve/")[2].partition("/")[2])

        def file(self, path: Path) -> None:
            if not path.is_file():
                self.answer(404, b"", {"X-Error-Code": "EntryNotFound"})
                return
            content = path.read_bytes()
            if self.command == "GET":
                fetched.append(path.name if path.parent in models.values() else f"{path.parent.name}/{path.name}")
            etag = hashlib.sha256(content).hexdigest()
            self.answer(200, content, {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT})

        def answer(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for key, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
                self.send_header(key, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(huggingface_hub.constants, "ENDPOINT", here)
        patch.setattr(
            huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", here + "/{repo_id}/resolve/{revision}/{filename}"
        )
        patch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(cache))
        patch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
        from huggingface_hub import hf_api

        patch.setattr(hf_api.api, "endpoint", here)
        yield fetched
    server.shutdown()
    server.server_close()


def about(name: str, folder: Path, path: str) -> object:
    """What the API says of a model."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    names = [file.relative_to(folder).as_posix() for file in files]
    if "/tree/" in path:
        return [
            {"type": "file", "path": name, "size": file.stat().st_size, "oid": COMMIT}
            for name, file in zip(names, files, strict=True)
        ]
    return {"id": name, "modelId": name, "sha": COMMIT, "siblings": [{"rfilename": name} for name in names]}
