-- What a home page asks of texts near their end, and of drafts, without reading all there ever were.

CREATE INDEX seance_situation ON seance (space, starts)
    WHERE stage IN ('published', 'cancelled') AND situation_destroyed_at IS NULL;
CREATE INDEX seance_synthesis ON seance (space, published_at)
    WHERE stage = 'published' AND synthesis_destroyed_at IS NULL;
CREATE INDEX document_draft ON document (space)
    WHERE state IN ('draft', 'sent_back') AND kind IN ('situation', 'synthesis');
