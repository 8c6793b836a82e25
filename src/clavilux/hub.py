"""Files of models that users bring, from a folder or from the Hugging Face hub."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from clavilux.errors import UserError, warn
from clavilux.extras import lazy_import, load_errors, quiet_logs

__all__ = [
    "fetch",
    "licence",
    "needed_libraries",
    "parse_file_ref",
    "parse_repo_id",
    "pipeline",
    "settings",
    "warn_of_licence",
    "weights_file",
]

OTHERS = {
    "mistral-common[audio]": "mistral_common",
    "sentencepiece": "sentencepiece",
    "timm": "timm",
    "torchvision": "torchvision",
}
"""Libraries that some models need besides: as one installs them, and as one imports them."""


def parse_repo_id(source: str) -> tuple[str, str | None]:
    """Name and revision of a model of the hub, ``"owner/model"`` or ``"owner/model@revision"``."""
    name, _, revision = source.partition("@")
    return name, revision or None


def parse_file_ref(source: str) -> tuple[str, str]:
    """Model and file of weights that are one file: ``"owner/model/folder/file.safetensors"``, or a file here.

    Returns
    -------
    model : str
        As for `fetch`.
    file : str
        Below it; empty when only a model or folder is named.
    """
    here = Path(source)
    if here.is_file():
        return str(here.parent), here.name
    owner, _, rest = source.partition("/")
    model, _, file = rest.partition("/")
    named = owner and model and not here.is_dir()
    return (f"{owner}/{model}", file) if named else (source, "")


def fetch(source: str, patterns: list[str]) -> Path:
    """The folder with a model's files.

    Parameters
    ----------
    source : str
        A folder here, or a model of the hub; see `parse_repo_id`. The hub's files are kept in its cache;
        ``HF_HUB_OFFLINE=1`` uses those and never connects.
    patterns : list of str
        Which files are wanted of a model on the hub, such as ``"*.json"``.

    Raises
    ------
    UserError
        If it is neither, or the hub does not give it.
    """
    if source and Path(source).is_dir():
        return Path(source)
    name, revision = parse_repo_id(source)
    with _hub_errors(source), quiet_logs("huggingface_hub", bars=True):
        return Path(lazy_import("huggingface_hub").snapshot_download(name, revision=revision, allow_patterns=patterns))


def pipeline(source: str, variants: Sequence[str | None] = (None,)) -> tuple[Path, str | None]:
    """The folder of a diffusers model: as `fetch`, with those of its files that are needed to run it.

    Weights are fetched as safetensors where there are any. A model that comes with code of its own is refused.

    Parameters
    ----------
    source : str
        As for `fetch`.
    variants : sequence of str or None
        Which of its weights are wanted, best first: ``"fp16"`` are those of ``model.fp16.safetensors``, None those
        without such a word.

    Returns
    -------
    folder : Path
        The model's.
    variant : str or None
        The first that it has.

    Raises
    ------
    UserError
        If it is neither folder nor model, the hub does not give it, or it needs code of its own.
    """
    if Path(source).is_dir():
        folder = Path(source)
        return folder, next((variant for variant in variants if _has(folder, variant)), None)
    name, revision = parse_repo_id(source)
    fetch(source, ["model_index.json", "README.md"])  # its errors say more than those of the next lines
    with (
        load_errors(source),
        _hub_errors(source),
        quiet_logs("huggingface_hub", "diffusers", "transformers", bars=True),
    ):
        download = lazy_import("diffusers").DiffusionPipeline.download
        for variant in variants:
            with suppress(ValueError) if variant else nullcontext():  # there is no such variant
                folder = Path(download(name, revision=revision, variant=variant, trust_remote_code=False))
                if _has(folder, variant):
                    return folder, variant
        return folder, None


def weights_file(folder: Path, variants: Sequence[str | None]) -> tuple[Path | None, str | None]:
    """The weights of a single network of diffusers in a folder, and of which variant they are; see `pipeline`."""
    for ending in ("safetensors", "bin"):
        for variant in variants:
            file = folder / ".".join(filter(None, ("diffusion_pytorch_model", variant, ending)))
            if file.is_file():
                return file, variant
    return None, None


def _has(folder: Path, variant: str | None) -> bool:
    """Whether a model has the weights of all its networks, and of one at least those of the variant."""

    def which(network: Path) -> set[str]:
        names = [file.name.split(".") for file in network.iterdir() if file.suffix in (".safetensors", ".bin")]
        return {words[1].partition("-")[0] if len(words) > 2 else "" for words in names}

    there = [which(config.parent) for config in folder.glob("*/config.json")]
    return all({"", variant} & one for one in there) and any((variant or "") in one for one in there)


def settings(file: Path) -> dict[str, Any]:
    """What a JSON file of a model says; nothing when it is not there.

    Raises
    ------
    UserError
        If it is damaged.
    """
    if not file.is_file():
        return {}
    try:
        said = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise UserError(f"{file}: is damaged ({error}); download the model again, or choose another") from error
    if not isinstance(said, dict):
        raise UserError(f"{file}: is damaged (it holds no settings); download the model again, or choose another")
    return said


def licence(folder: Path) -> str | None:
    """The licence that a model's card states, such as ``"apache-2.0"``; None when it states none.

    Warns
    -----
    ClaviluxWarning
        If the card is damaged, so that nobody knows.
    """
    card = folder / "README.md"
    try:
        stated = (lazy_import("huggingface_hub").metadata_load(card) or {}) if card.is_file() else {}
    except (OSError, ValueError, lazy_import("yaml").YAMLError) as error:
        why = getattr(error, "problem", None) or error  # what YAML says besides has several lines
        warn(f"{card}: the model's card is damaged ({why}), so its licence is not known; look it up")
        return None
    named = stated.get("license_name") if stated.get("license") == "other" else stated.get("license")
    return str(named) if named else None


def warn_of_licence(source: str, stated: str | None) -> None:
    """Tell the user of a licence that forbids commercial use.

    Warns
    -----
    ClaviluxWarning
        If `stated` is such a licence.
    """
    if stated and re.search(r"\bnc\b|non-?commercial", stated.lower()):
        warn(f"{source}: its weights are {stated}, for non-commercial use only")


@contextmanager
def needed_libraries(source: str) -> Iterator[None]:
    """Tell which library that no extra brings a model needs, as some do for pictures, words or sounds of their own.

    Raises
    ------
    UserError
        If one of `OTHERS` is missing.
    """
    try:
        yield
    except (ImportError, OSError, ValueError) as error:
        told = str(error).lower()
        lacking = [pip for pip, name in OTHERS.items() if pip.partition("[")[0] in told and find_spec(name) is None]
        if not lacking:
            raise
        wanted = '" "'.join(lacking)
        raise UserError(f'{source}: needs what is not installed; pip install "{wanted}"') from error


@contextmanager
def _hub_errors(source: str) -> Iterator[None]:
    """Turn what the hub raises into one line with the cure.

    Raises
    ------
    UserError
        If the hub does not give the model.
    """
    errors = lazy_import("huggingface_hub.errors")
    page = f"https://huggingface.co/{source.partition('@')[0]}"
    try:
        yield
    except errors.HFValidationError as error:
        cause: Exception = error
        why = "neither a folder here nor a model on the Hugging Face hub; give a folder, or owner/model"
    except errors.GatedRepoError as error:
        cause = error
        why = f"its owner asks for your consent; agree at {page}, then run: hf auth login"
    except errors.RepositoryNotFoundError as error:
        cause = error
        why = "the hub has no such model, or keeps it private; check the name, or run: hf auth login"
    except errors.RevisionNotFoundError as error:
        cause = error
        why = f"the model has no such revision; see {page}/tree/main"
    except errors.HfHubHTTPError as error:
        cause = error
        why = f"the hub answered with an error ({error.response.status_code}); try again later"
    except (errors.LocalEntryNotFoundError, errors.OfflineModeIsEnabled, ConnectionError) as error:
        cause = error
        why = "the hub cannot be reached or HF_HUB_OFFLINE is set; connect once, give a folder with its files, "
        why += "or choose what needs none: --painter lumia, --captioner tags"
    except OSError as error:
        cause = error
        why = f"cannot be saved ({error.strerror or error}); free some space, or set HF_HOME to another place"
    else:
        return
    raise UserError(f"{source}: {why}") from cause
