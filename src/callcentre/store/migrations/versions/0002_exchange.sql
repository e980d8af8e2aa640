CREATE TABLE "conflict" (
	id BLOB NOT NULL, 
	kind VARCHAR NOT NULL, 
	entity VARCHAR NOT NULL, 
	pk BLOB NOT NULL, 
	field VARCHAR NOT NULL, 
	mine VARCHAR, 
	theirs VARCHAR, 
	change_id BLOB NOT NULL, 
	their_change BLOB, 
	actor_id BLOB NOT NULL, 
	at INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	CONSTRAINT pk_conflict PRIMARY KEY (id)
);

CREATE INDEX ix_conflict_pk ON "conflict" (pk);

CREATE TABLE cursor (
	feed VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	mark VARCHAR NOT NULL, 
	clone_from VARCHAR, 
	fold_from VARCHAR, 
	far INTEGER NOT NULL, 
	far_mark VARCHAR NOT NULL, 
	CONSTRAINT pk_cursor PRIMARY KEY (feed)
);

CREATE TABLE field_by (
	pk BLOB NOT NULL, 
	field VARCHAR NOT NULL, 
	change_id BLOB NOT NULL, 
	CONSTRAINT pk_field_by PRIMARY KEY (pk, field)
);

CREATE TABLE journal (
	n INTEGER NOT NULL, 
	feed VARCHAR NOT NULL, 
	seq INTEGER, 
	mark VARCHAR, 
	change_id BLOB NOT NULL, 
	body VARCHAR, 
	CONSTRAINT pk_journal PRIMARY KEY (n)
);

CREATE INDEX ix_journal_change_id ON journal (change_id);

CREATE INDEX ix_journal_feed_seq ON journal (feed, seq);

CREATE TABLE peer (
	n INTEGER NOT NULL, 
	url VARCHAR NOT NULL, 
	login VARCHAR NOT NULL, 
	person_id BLOB NOT NULL, 
	server VARCHAR NOT NULL, 
	epoch VARCHAR NOT NULL, 
	schema_v INTEGER NOT NULL, 
	"offset" INTEGER NOT NULL, 
	backup VARCHAR NOT NULL, 
	backup_moved BOOLEAN NOT NULL, 
	behalf VARCHAR NOT NULL, 
	met_at INTEGER, 
	CONSTRAINT pk_peer PRIMARY KEY (n)
);

CREATE TABLE purge (
	pk BLOB NOT NULL, 
	CONSTRAINT pk_purge PRIMARY KEY (pk)
);

CREATE TABLE row_version (
	pk BLOB NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_row_version PRIMARY KEY (pk)
);

CREATE TABLE shadow (
	pk BLOB NOT NULL, 
	field VARCHAR NOT NULL, 
	value VARCHAR, 
	change_id BLOB NOT NULL, 
	CONSTRAINT pk_shadow PRIMARY KEY (pk, field)
);

CREATE TABLE stale (
	pk BLOB NOT NULL, 
	entity VARCHAR NOT NULL, 
	CONSTRAINT pk_stale PRIMARY KEY (pk)
);

CREATE TABLE witness (
	n INTEGER NOT NULL, 
	change_id BLOB NOT NULL, 
	cmd_id BLOB NOT NULL, 
	since INTEGER NOT NULL, 
	offered INTEGER NOT NULL, 
	body VARCHAR NOT NULL, 
	CONSTRAINT pk_witness PRIMARY KEY (n), 
	CONSTRAINT uq_witness_change_id UNIQUE (change_id)
);

INSERT INTO field_by (pk, field, change_id)
SELECT pk, field, change_id FROM (
    SELECT pk, field, change_id, row_number() OVER (PARTITION BY pk, field ORDER BY at DESC, id DESC) AS nth FROM field_change
) WHERE nth = 1;

ALTER TABLE device RENAME TO device_before;

CREATE TABLE device (
	id BLOB NOT NULL, 
	incarnation BLOB NOT NULL, 
	machine VARCHAR NOT NULL, 
	tag VARCHAR NOT NULL, 
	connected BOOLEAN NOT NULL, 
	demo BOOLEAN NOT NULL, 
	profile VARCHAR NOT NULL, 
	counters VARCHAR NOT NULL, 
	CONSTRAINT pk_device PRIMARY KEY (id)
);

INSERT INTO device (id, incarnation, machine, tag, connected, demo, profile, counters)
SELECT id, randomblob(16), '', tag, connected, demo, profile, counters FROM device_before;

DROP TABLE device_before;

DROP INDEX ix_outbox_pk;

DROP INDEX ix_outbox_state_n;

ALTER TABLE outbox RENAME TO outbox_before;

CREATE TABLE outbox (
	n INTEGER NOT NULL, 
	change_id BLOB NOT NULL, 
	cmd_id BLOB NOT NULL, 
	needs VARCHAR NOT NULL, 
	entity VARCHAR NOT NULL, 
	pk BLOB NOT NULL, 
	kind VARCHAR NOT NULL, 
	"after" BLOB, 
	fields VARCHAR NOT NULL, 
	schema_v INTEGER NOT NULL, 
	actor BLOB NOT NULL, 
	stated_at INTEGER NOT NULL, 
	made_at_mono INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	tries INTEGER NOT NULL, 
	reason VARCHAR NOT NULL, 
	told VARCHAR NOT NULL, 
	lost VARCHAR NOT NULL, 
	ack_feed VARCHAR, 
	ack_seq INTEGER, 
	ack_mark VARCHAR, 
	CONSTRAINT pk_outbox PRIMARY KEY (n), 
	CONSTRAINT uq_outbox_change_id UNIQUE (change_id)
);

CREATE INDEX ix_outbox_ack ON outbox (ack_feed, ack_seq) WHERE state = 'acked';

CREATE INDEX ix_outbox_cmd_id ON outbox (cmd_id);

CREATE INDEX ix_outbox_pk ON outbox (pk);

CREATE INDEX ix_outbox_state_n ON outbox (state, n);

INSERT INTO outbox (n, change_id, cmd_id, needs, entity, pk, kind, "after", fields, schema_v, actor, stated_at, made_at_mono, state, tries, reason, told, lost, ack_feed, ack_seq)
SELECT n, change_id, cmd_id, needs, entity, pk, kind, "after", fields, schema_v, actor, stated_at, made_at_mono, state, tries, reason, '{}', '[]', ack_feed, ack_seq FROM outbox_before;

DROP TABLE outbox_before;
