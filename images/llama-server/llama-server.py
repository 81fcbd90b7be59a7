"""Serves one GGUF file with llama.cpp's own HTTP server. The flags are those of llama.cpp's llama-server."""

import argparse
import glob
import signal
import sys
import threading


def main():
    options = flags().parse_args()
    model = options.model or only_model()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    import xllamacpp  # Late: a wrong flag is told at once.

    server = xllamacpp.Server(parameters(xllamacpp.CommonParams(), model, options))
    print(f"llama-server: {model} at {server.listening_address}", flush=True)
    stop.wait()
    del server


def flags():
    parser = argparse.ArgumentParser(prog="llama-server", description=__doc__, allow_abbrev=False)
    parser.add_argument("-m", "--model", help="the GGUF file; by default the only one below /models")
    parser.add_argument("-a", "--alias", default="model", help="the name that answers carry")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("-c", "--ctx-size", type=int, default=2048, help="tokens in memory, shared by the parallel answers")
    parser.add_argument("-np", "--parallel", type=int, default=2, help="answers at the same time")
    parser.add_argument("-t", "--threads", type=int, default=1)
    parser.add_argument("--threads-http", type=int, default=64, help="too few, and streams keep /health waiting")
    parser.add_argument("-s", "--seed", type=int, default=-1, help="of the sampling; -1 draws one")
    parser.add_argument("--temp", type=float, default=0.8)
    parser.add_argument("--embedding", action="store_true", help="serve embeddings only")
    return parser


def only_model():
    found = sorted(glob.glob("/models/**/*.gguf", recursive=True))
    if len(found) != 1:
        names = ", ".join(found) or "none"
        sys.exit(f"llama-server: /models should hold one GGUF file, but holds {names}; name it with --model")
    return found[0]


def parameters(common, model, options):
    common.model.path = model
    common.model_alias = {options.alias}
    common.hostnames = [options.host]
    common.port = options.port
    common.n_ctx = options.ctx_size
    common.n_parallel = options.parallel
    common.cpuparams.n_threads = common.cpuparams_batch.n_threads = options.threads
    common.n_threads_http = options.threads_http
    common.sampling.seed = options.seed & 0xFFFFFFFF
    common.sampling.temp = options.temp
    common.embedding = options.embedding
    common.endpoint_metrics = True
    # Prompts of one caller are nobody else's business: no page, no view into the slots, no cache that outlives an answer.
    common.ui = False
    common.endpoint_slots = False
    common.cache_ram_mib = 0
    # What was asked for is what is used, never less because memory looked short.
    common.fit_params = False
    return common


if __name__ == "__main__":
    main()
