"""Writes a small llama model whose weights nobody trained: tiny-llama.py FILE

A server loads, samples and streams it like any other model, in milliseconds, and its answers are English
words in no order that means something. Same bytes each time.
"""

import sys

import gguf
import numpy

SEED = 20261121
LAYERS, WIDTH, HEADS, KEY_HEADS, HIDDEN, CONTEXT = 3, 128, 4, 2, 256, 4096
HEAD_WIDTH = WIDTH // HEADS

WORDS = """
    the a and of to in is on at it we you they our your this that with for from by as are was be can may
    bridge gate wall moat tower harbour river hill road field forest garden window lantern letter clock stone
    open close raise lower cross wait carry build watch guard answer ask listen write read count follow keep
    old new high low long short calm bright dark early late north south east west slow quick warm cold
""".split()
ROLES = ["system", "user", "assistant", "tool"]

# How likely a piece is as such; added to what the layers say.
NEVER, SELDOM, USUAL = -40.0, -1.0, 0.0


class Vocabulary:
    """Pieces in the manner of SentencePiece: whole words, what merges need on the way to them, single bytes."""

    def __init__(self):
        self.pieces, self.scores, self.kinds, self.likelihood = [], [], [], []
        kind = gguf.TokenType
        self.add("<unk>", 0, kind.UNKNOWN, NEVER)
        self.add("<s>", 0, kind.CONTROL, NEVER)
        self.add("</s>", 0, kind.CONTROL, SELDOM)
        for role in ROLES:
            self.add(f"<|{role}|>", 0, kind.CONTROL, NEVER)
        for byte in range(256):
            self.add(f"<0x{byte:02X}>", 0, kind.BYTE, NEVER)
        # The higher its score, the sooner a merge makes a piece: whole words first.
        for word in WORDS:
            self.add("\u2581" + word, len(word) - 100, kind.NORMAL, USUAL)
        for mark in ".,?!":
            self.add(mark, -200, kind.NORMAL, SELDOM)
        for letter in ["\u2581", *map(chr, range(33, 127))]:
            self.add(letter, -200, kind.NORMAL, NEVER)
        for word in WORDS:
            for end in range(1, len(word)):
                self.add("\u2581" + word[:end], end - 150, kind.NORMAL, NEVER)

    def add(self, piece, score, kind, likelihood):
        if piece not in self.pieces:
            self.pieces.append(piece)
            self.scores.append(float(score))
            self.kinds.append(int(kind))
            self.likelihood.append(likelihood)


def main(file):
    vocabulary = Vocabulary()
    writer = gguf.GGUFWriter(file, "llama")
    describe(writer, vocabulary)
    for name, tensor in weights(vocabulary):
        writer.add_tensor(name, tensor.astype(numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def describe(writer, vocabulary):
    writer.add_name("tiny-llama")
    writer.add_description("seeded weights that nobody trained, for tests")
    writer.add_license("Apache-2.0")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_vocab_size(len(vocabulary.pieces))
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_rope_dimension_count(HEAD_WIDTH)
    writer.add_rope_freq_base(10000.0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(vocabulary.pieces)
    writer.add_token_scores(vocabulary.scores)
    writer.add_token_types(vocabulary.kinds)
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(True)
    writer.add_chat_template(
        "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}{{ eos_token }}{% endfor %}"
        "{% if add_generation_prompt %}<|assistant|>{% endif %}"
    )


def weights(vocabulary):
    """Dimension 0 is a constant that no layer writes to, so that the output can read the likelihood of each piece from it."""
    draw = numpy.random.Generator(numpy.random.PCG64(SEED))

    def matrix(rows, columns, spread=None):
        return draw.standard_normal((rows, columns)) * (spread or columns**-0.5)

    embedding = matrix(len(vocabulary.pieces), WIDTH, 0.6)
    embedding[:, 0] = 3.0
    yield "token_embd.weight", embedding
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        yield block + "attn_norm.weight", numpy.ones(WIDTH)
        yield block + "attn_q.weight", matrix(HEADS * HEAD_WIDTH, WIDTH)
        yield block + "attn_k.weight", matrix(KEY_HEADS * HEAD_WIDTH, WIDTH)
        yield block + "attn_v.weight", matrix(KEY_HEADS * HEAD_WIDTH, WIDTH)
        yield block + "attn_output.weight", silent(matrix(WIDTH, HEADS * HEAD_WIDTH))
        yield block + "ffn_norm.weight", numpy.ones(WIDTH)
        yield block + "ffn_gate.weight", matrix(HIDDEN, WIDTH)
        yield block + "ffn_up.weight", matrix(HIDDEN, WIDTH)
        yield block + "ffn_down.weight", silent(matrix(WIDTH, HIDDEN))
    yield "output_norm.weight", numpy.ones(WIDTH)
    output = matrix(len(vocabulary.pieces), WIDTH, 2 * WIDTH**-0.5)
    output[:, 0] = vocabulary.likelihood
    yield "output.weight", output


def silent(matrix):
    """The same without a word to dimension 0."""
    matrix[0] = 0
    return matrix


if __name__ == "__main__":
    main(sys.argv[1])
