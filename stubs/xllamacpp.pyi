from collections.abc import Callable, Mapping
from typing import Any

class CommonParamsModel:
    path: str

class CpuParams:
    n_threads: int
    poll: int

class CommonParams:
    model: CommonParamsModel
    model_alias: set[str]
    cpuparams: CpuParams
    cpuparams_batch: CpuParams
    api_keys: list[str]
    cache_ram_mib: int
    endpoint_slots: bool
    fit_params: bool
    hostnames: list[str]
    n_batch: int
    n_ctx: int
    n_gpu_layers: int
    n_parallel: int
    n_threads_http: int
    n_ubatch: int
    no_extra_bufts: bool
    port: int
    ui: bool
    verbosity: int
    warmup: bool

class Server:
    def __init__(self, params: CommonParams) -> None: ...
    @property
    def listening_address(self) -> str: ...
    def handle_chat_completions(
        self, body: Mapping[str, object], callback: Callable[[dict[str, Any]], bool]
    ) -> None: ...
