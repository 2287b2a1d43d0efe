-- What a home page asks of a space with thousands of séances: those that are not over, and the newest.

CREATE INDEX seance_alive ON seance (space, starts)
    WHERE stage NOT IN ('published', 'expired', 'cancelled');
CREATE INDEX seance_published ON seance (space, published_at) WHERE published_at IS NOT NULL;
