"""The only wiring: from settings to a Domicile that answers.

Rooms are built when they are first needed, so that a command pays only for what it uses.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from domicile.core.answer import Answer, Piece, Refusal
from domicile.core.clock import Clock, Entropy, SystemClock, SystemEntropy
from domicile.core.content import Content, Message, Sampling
from domicile.core.decision import Decision
from domicile.core.errors import UnknownFeatureError
from domicile.core.findings import DataClass, Finding
from domicile.core.ids import FeatureId, ModelId
from domicile.core.protocols import Feature
from domicile.core.request import Choices, Request
from domicile.core.settings import Settings
from domicile.core.settings_file import Loaded
from domicile.desks import Desks, Ground
from domicile.egress.fetch import ModelFetcher
from domicile.egress.pip import Pip
from domicile.engines import Engines
from domicile.features.catalog import all_features
from domicile.markets.library import Library
from domicile.markets.resolve import Atlas
from domicile.pipeline import Pipeline
from domicile.placement.sites import SiteBook
from domicile.places import Places
from domicile.policy.apply import Applying
from domicile.policy.attested import check_operator
from domicile.policy.caller import Caller, whereabouts
from domicile.policy.decider import Decider
from domicile.policy.desk import Desk
from domicile.policy.person.known import known
from domicile.policy.register.approvals import Register
from domicile.preview import Preview, preview
from domicile.privacy.detect.catalog import recognizers
from domicile.privacy.detector import Detector
from domicile.receipts.batch import Batches
from domicile.receipts.book import ReceiptBook
from domicile.receipts.keyring import KeyRing
from domicile.receipts.seal import Sealer
from domicile.store.database import Database
from domicile.store.exports import ExportBook
from domicile.store.keys import KeyBook
from domicile.store.log import LogReader
from domicile.store.models.shelf import ModelShelf
from domicile.store.sealed import sealed_value
from domicile.store.subjects import SubjectBook
from domicile.store.vault import Vault

NAME_MODEL = ModelId("names-zh")


class Domicile:
    """Everything of one installation, in one process.

    Args:
        loaded: The settings.
        clock: Where the time comes from; the machine's when left out.
        entropy: Where random bytes come from; the machine's when left out.
    """

    def __init__(
        self, loaded: Loaded, *, clock: Clock | None = None, entropy: Entropy | None = None
    ) -> None:
        self.loaded = loaded
        self.clock = clock or SystemClock()
        self.entropy = entropy or SystemEntropy()

    def request(
        self,
        feature: FeatureId,
        content: Content,
        caller: Caller,
        *,
        options: Mapping[str, str] | None = None,
        sampling: Sampling | None = None,
    ) -> Request:
        """Resolve who asks, where and for what.

        Raises:
            UnknownFeatureError: There is no such feature.
            UnknownMarketError: No pack speaks for one of the markets.
            UnknownSiteError: The pinned site does not exist.
        """
        self.feature(feature)
        if caller.site is not None:
            self.sites.get(caller.site)
        operator = self.settings.operator
        where = whereabouts(self._with_subject(caller), operator.default_market)
        self.atlas.applicable(where)
        request = Request(
            feature=feature,
            content=content,
            whereabouts=where,
            audience=operator.audience,
            role=self.settings.role,
            options=options or {},
            sampling=sampling or Sampling(),
            subject=caller.subject,
            site=caller.site,
            language=caller.language or self.settings.language,
            facts=caller.facts,
            choices=Choices(consents=caller.consents, device_only=caller.device_only),
            client=caller.client,
            session=caller.session,
            unlabelled=caller.unlabelled,
        )
        return known(request, self.desks.people)

    def feature(self, feature: FeatureId) -> Feature:
        """Return a feature.

        Raises:
            UnknownFeatureError: There is none of this id.
        """
        if feature not in self.features:
            known = ", ".join(self.features)
            raise UnknownFeatureError(f"unknown feature; the features are: {known}")
        return self.features[feature]

    def respond(self, request: Request) -> AsyncGenerator[Piece | Answer | Refusal]:
        """Answer piece by piece: where it runs, what is said, and at last what came of it.

        Raises:
            DomicileError: No receipt could be written; nothing runs, and nothing leaves.
        """
        self.sealer.prepare(request.whereabouts.operator, request.role)
        return self.pipeline.respond(request)

    async def answer(self, request: Request) -> Answer | Refusal:
        """Answer ``request``, or say why not.

        Raises:
            DomicileError: Something failed.
        """
        self.sealer.prepare(request.whereabouts.operator, request.role)
        return await self.pipeline.answer(request)

    def ask(
        self, text: str, caller: Caller | None = None, *, feature: str = "assistant"
    ) -> Answer | Refusal:
        """Answer one text, for callers that are not asynchronous.

        Raises:
            DomicileError: Something failed.
        """
        return asyncio.run(self._ask(text, caller or Caller(), FeatureId(feature)))

    async def find(self, text: str) -> tuple[Finding, ...]:
        """Return what ``text`` tells about people; offsets are code points.

        Raises:
            RecognizerError: A recognizer failed.
        """
        return await asyncio.to_thread(self.detector.find_text, text)

    def decide(
        self, request: Request, classes: frozenset[DataClass], *, at: date | None = None
    ) -> Decision:
        """Decide on ``request`` as of ``at`` (today when left out); the register too."""
        return self.desk.decide(request, classes, at=at)

    async def preview(self, request: Request) -> Preview:
        """Return what would leave for a partner; nothing does.

        Raises:
            RecognizerError: A recognizer failed.
        """
        return await preview(
            request, detector=self.detector, decide=self.decide, entropy=self.entropy
        )

    async def close_batches(self) -> None:
        """Bring into the logs what waits for them: receipts, and steps of releases and cases."""
        await asyncio.to_thread(self.register.log_pending)
        await asyncio.to_thread(self.desks.log_pending)

    async def aclose(self) -> None:
        """Let go of models, connections and the store."""
        if "engines" in self.__dict__:
            await self.engines.aclose()
        if "database" in self.__dict__:
            self.database.close()

    @property
    def settings(self) -> Settings:
        """The settings; operator, sites, device's model and approvers as their file says now."""
        return self.places.settings

    @cached_property
    def places(self) -> Places:
        """The places that can answer, as settings and files are at this moment."""
        return Places(
            loaded=self.loaded,
            shelf=ModelShelf(self.loaded.settings.models_dir),
            features=self.features,
            check=lambda operator: check_operator(operator, self.atlas),
        )

    @property
    def sites(self) -> SiteBook:
        """The places that can answer."""
        return self.places.book

    @property
    def device_model(self) -> ModelId | None:
        """The language model of this machine, or None when none is installed."""
        return self.places.device_model

    @cached_property
    def features(self) -> Mapping[FeatureId, Feature]:
        """Everything that can be asked for."""
        return all_features()

    @property
    def atlas(self) -> Atlas:
        """The packs of all markets, as they are now."""
        return self.library.atlas

    @cached_property
    def library(self) -> Library:
        """The packs that come with Domicile, the operator's, and its overlay."""
        settings = self.loaded.settings  # whoever reads them anew asks the atlas
        overlay = settings.operator.overlay
        library = Library(settings.packs_dir, Path(overlay) if overlay else None, clock=self.clock)
        check_operator(settings.operator, library.atlas)
        return library

    @cached_property
    def exports(self) -> ExportBook:
        """Whose data was exported where, as far as rules count people."""
        return ExportBook(self.database, self.vault, self.clock)

    @cached_property
    def desk(self) -> Desk:
        """Where requests are decided on."""
        return Desk(
            features=self.features,
            sites=lambda: self.sites.sites,
            operator=lambda: self.settings.operator,
            register=self.register,
            exports=self.exports,
            atlas=lambda: self.atlas,
            clock=self.clock,
            decider=Decider(),
        )

    @cached_property
    def database(self) -> Database:
        """The store."""
        return Database(self.loaded.settings.data_dir / "domicile.sqlite", self.clock)

    @cached_property
    def vault(self) -> Vault:
        """What encrypts at rest."""
        return Vault(
            self._key_folder / "at-rest.key",
            self.entropy,
            sealed_before=lambda: sealed_value(self.database),
        )

    @cached_property
    def register(self) -> Register:
        """The register of releases."""
        return Register(
            self.database,
            self.clock,
            atlas=lambda: self.atlas,
            sites=lambda: self.sites.sites,
            operator=lambda: self.settings.operator,
            settings=lambda: self.settings.register,
            log=self.batches.log,
            entropy=self.entropy,
        )

    @cached_property
    def keys(self) -> KeyBook:
        """The gateway's API keys."""
        return KeyBook(self.database, self.clock, self.entropy)

    @cached_property
    def subjects(self) -> SubjectBook:
        """The people that requests are for."""
        return SubjectBook(self.database, self.vault)

    @cached_property
    def shelf(self) -> ModelShelf:
        """The model packs of this machine."""
        return self.places.shelf

    @cached_property
    def fetcher(self) -> ModelFetcher:
        """What installs model packs."""
        return ModelFetcher(self.shelf, Pip(os.environ))

    @cached_property
    def detector(self) -> Detector:
        """What finds personal data."""
        return Detector(recognizers(lambda: self.shelf.path(NAME_MODEL)), self.entropy)

    @cached_property
    def engines(self) -> Engines:
        """The models at all sites."""
        return Engines(self.settings, self.shelf, lambda: self.device_model)

    @cached_property
    def key_ring(self) -> KeyRing:
        """The keys that sign."""
        return KeyRing(self._key_folder, self.entropy)

    @cached_property
    def batches(self) -> Batches:
        """The batches of receipts."""
        return Batches(self.database, keys=self.key_ring, clock=self.clock, entropy=self.entropy)

    @cached_property
    def book(self) -> ReceiptBook:
        """The receipts."""
        return ReceiptBook(self.database, self.vault, batches=self.batches)

    @cached_property
    def logs(self) -> LogReader:
        """The public logs."""
        return LogReader(self.database)

    @cached_property
    def sealer(self) -> Sealer:
        """What writes receipts."""
        return Sealer(
            self.database,
            self.vault,
            keys=self.key_ring,
            operator=self.settings.operator.name,
            clock=self.clock,
            entropy=self.entropy,
        )

    @cached_property
    def desks(self) -> Desks:
        """What is kept and answered beside the requests."""
        return Desks(
            Ground(
                settings_now=lambda: self.settings,
                database=self.database,
                vault=self.vault,
                keys=self.key_ring,
                batches=self.batches,
                receipts=self.book,
                atlas=lambda: self.atlas,
                clock=self.clock,
                entropy=self.entropy,
            )
        )

    @cached_property
    def pipeline(self) -> Pipeline:
        """The story of a request."""
        return Pipeline(
            features=self.features,
            detector=self.detector,
            decide=self.decide,
            count=self.desk.count,
            sites=lambda: self.sites,
            run=self.engines.run,
            apply=Applying(
                operator=lambda: self.settings.operator,
                people=self.desks.people,
                marker=lambda: self.desks.marks,
            ).apply,
            seal=self.sealer.seal,
            clock=self.clock,
            entropy=self.entropy,
        )

    @property
    def _key_folder(self) -> Path:
        return self.loaded.settings.data_dir / "keys"

    def _with_subject(self, caller: Caller) -> Caller:
        """Add the market that the operator recorded for the caller's subject."""
        if caller.subject is None:
            return caller
        subject = self.subjects.get(caller.subject)
        return caller if subject is None else replace(caller, subject_market=subject.market)

    async def _ask(self, text: str, caller: Caller, feature: FeatureId) -> Answer | Refusal:
        content = Content(messages=(Message(role="user", content=text),))
        try:
            return await self.answer(self.request(feature, content, caller))
        finally:
            await self.engines.aclose()
