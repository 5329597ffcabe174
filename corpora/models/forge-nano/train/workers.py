"""Training in several processes of one thread each: two of them are twice as fast as one, where two threads in one process are not (the matrices are small)."""
import os
import socket

import torch
import torch.distributed
import torch.multiprocessing


def run(work, options):
    """Calls work(rank, options) in options.workers processes."""
    if options.workers > 1:
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(free_port()))
        try:
            torch.multiprocessing.spawn(begin, (work, options), options.workers)
        except torch.multiprocessing.ProcessExitedException as e: # a worker that left by itself has said why
            raise SystemExit(e.exit_code) from None
    else:
        begin(0, work, options)


def begin(rank, work, options):
    torch.set_num_threads(1)
    if options.workers > 1:
        torch.distributed.init_process_group("gloo", rank=rank, world_size=options.workers)
    work(rank, options)


def wait(workers):
    if workers > 1:
        torch.distributed.barrier()


def add(values, workers):
    """Puts the sums over the workers into a list of tensors."""
    if workers == 1:
        return
    flat = torch.cat([v.flatten() for v in values])
    torch.distributed.all_reduce(flat)
    at = 0
    for v in values:
        v.copy_(flat[at:at + v.numel()].view_as(v))
        at += v.numel()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]
