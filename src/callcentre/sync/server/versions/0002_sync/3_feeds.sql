-- A feed is the gap-free list of changes of one audience; its head is locked last in every push.
CREATE TABLE sync.head (
    feed text COLLATE "C" PRIMARY KEY,
    seq bigint NOT NULL DEFAULT 0,
    pruned_to bigint NOT NULL DEFAULT 0,
    told_at timestamptz NOT NULL DEFAULT 'epoch'
);

-- `mark` is drawn once for each transaction: the same mark at the same place means the same history before it.
CREATE TABLE sync.feed (
    feed text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    mark uuid NOT NULL,
    site text NOT NULL,
    change_id uuid NOT NULL,
    cmd_id uuid NOT NULL,
    entity text NOT NULL,
    pk uuid NOT NULL,
    kind text NOT NULL,
    version bigint NOT NULL,
    fields jsonb NOT NULL,
    actor_id uuid NOT NULL,
    device uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (feed, seq)
);
CREATE INDEX feed_pk ON sync.feed (pk, entity);

-- Every command that was answered, with its answer: sent again, it hears the same.
CREATE TABLE sync.command (
    cmd_id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    device uuid NOT NULL,
    answer jsonb NOT NULL,
    at timestamptz NOT NULL
);

-- Every change that was stored: none has effect twice, whichever command brings it.
CREATE TABLE sync.applied (
    change_id uuid PRIMARY KEY,
    cmd_id uuid NOT NULL,
    mark uuid NOT NULL,
    at timestamptz NOT NULL
);

-- Every transaction that stored changes: a mark that is here is of this history.
CREATE TABLE sync.mark (
    mark uuid PRIMARY KEY,
    at timestamptz NOT NULL
);

-- Changes of refused commands, so that a copy of the file that holds them as acknowledged can hear of it.
CREATE TABLE sync.refused (
    change_id uuid PRIMARY KEY,
    cmd_id uuid NOT NULL
);

-- What was erased: whoever begins with a copy, or brings old words back, hears of it.
CREATE TABLE sync.erasure (
    id uuid PRIMARY KEY,
    entity text NOT NULL,
    pk uuid NOT NULL,
    at timestamptz NOT NULL
);

-- What colleagues of an author whose workstation is gone have seen of a lost command, and what builds on rows or events
-- that nobody has brought back: a supervisor decides.
CREATE TABLE sync.held (
    cmd_id uuid PRIMARY KEY,
    site text NOT NULL,
    witness uuid NOT NULL,
    device uuid NOT NULL,
    command jsonb NOT NULL,
    at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open'
);

-- Written by the backup job after it has restored a backup for trial: how far it reaches.
CREATE TABLE sync.backup (
    feed text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    mark uuid NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (feed, seq, mark)
);

CREATE TABLE sync.conflict (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    site text NOT NULL,
    outlet_id uuid,
    kind text NOT NULL,
    entity text NOT NULL,
    pk uuid NOT NULL,
    field text NOT NULL,
    mine jsonb,
    theirs jsonb,
    change_id uuid NOT NULL,
    their_change uuid,
    actor_id uuid NOT NULL,
    at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open',
    row_version bigint NOT NULL DEFAULT 1,
    field_by jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX conflict_pk ON sync.conflict (pk);
CREATE INDEX conflict_open ON sync.conflict (at) WHERE state = 'open';
COMMENT ON COLUMN sync.conflict.outlet_id IS 'The outlet whose dispatcher wrote "mine"; null for the centre.';

CREATE TABLE sync.lease (
    entity text NOT NULL,
    pk uuid NOT NULL,
    site text NOT NULL,
    person_id uuid NOT NULL,
    device uuid NOT NULL,
    fence bigint NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (entity, pk)
);

CREATE TABLE sync.blob (
    sha256 text NOT NULL,
    part integer NOT NULL,
    parts integer NOT NULL,
    bytes bytea NOT NULL,
    whole boolean NOT NULL DEFAULT false,
    PRIMARY KEY (sha256, part)
);
