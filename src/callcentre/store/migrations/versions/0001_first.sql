CREATE TABLE article (
    id BLOB NOT NULL, 
    slug VARCHAR NOT NULL, 
    title VARCHAR NOT NULL, 
    product VARCHAR NOT NULL, 
    symptom VARCHAR NOT NULL, 
    body VARCHAR NOT NULL, 
    CONSTRAINT pk_article PRIMARY KEY (id), 
    CONSTRAINT uq_article_slug UNIQUE (slug)
);

CREATE INDEX ix_article_symptom ON article (symptom);

CREATE TABLE attachment (
    id BLOB NOT NULL, 
    subject_kind VARCHAR NOT NULL, 
    subject_id BLOB NOT NULL, 
    sha256 VARCHAR NOT NULL, 
    size INTEGER NOT NULL, 
    type VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    actor_id BLOB NOT NULL, 
    at INTEGER NOT NULL, 
    CONSTRAINT pk_attachment PRIMARY KEY (id)
);

CREATE INDEX ix_attachment_sha256 ON attachment (sha256);

CREATE INDEX ix_attachment_subject_id ON attachment (subject_id);

CREATE TABLE call (
    id BLOB NOT NULL, 
    no VARCHAR NOT NULL, 
    began_at INTEGER NOT NULL, 
    ended_at INTEGER, 
    number VARCHAR NOT NULL, 
    direction VARCHAR NOT NULL, 
    agent_id BLOB, 
    agent_name VARCHAR NOT NULL, 
    disposition VARCHAR NOT NULL, 
    customer_id BLOB, 
    order_id BLOB, 
    words VARCHAR NOT NULL, 
    CONSTRAINT pk_call PRIMARY KEY (id), 
    CONSTRAINT uq_call_no UNIQUE (no)
);

CREATE INDEX ix_call_began_at ON call (began_at);

CREATE INDEX ix_call_customer_id ON call (customer_id);

CREATE INDEX ix_call_order_id ON call (order_id);

CREATE TABLE complaint (
    id BLOB NOT NULL, 
    no VARCHAR NOT NULL, 
    CONSTRAINT pk_complaint PRIMARY KEY (id), 
    CONSTRAINT uq_complaint_no UNIQUE (no)
);

CREATE TABLE customer (
    id BLOB NOT NULL, 
    no VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    initials VARCHAR NOT NULL, 
    tier VARCHAR NOT NULL, 
    notes VARCHAR NOT NULL, 
    needs VARCHAR NOT NULL, 
    agreed_hours VARCHAR NOT NULL, 
    state VARCHAR NOT NULL, 
    merged_into BLOB, 
    CONSTRAINT pk_customer PRIMARY KEY (id), 
    CONSTRAINT uq_customer_no UNIQUE (no)
);

CREATE INDEX ix_customer_initials ON customer (initials);

CREATE INDEX ix_customer_merged_into ON customer (merged_into) WHERE merged_into IS NOT NULL;

CREATE INDEX ix_customer_name ON customer (name);

CREATE TABLE field_change (
    id BLOB NOT NULL, 
    change_id BLOB NOT NULL, 
    entity VARCHAR NOT NULL, 
    pk BLOB NOT NULL, 
    field VARCHAR NOT NULL, 
    old VARCHAR, 
    new VARCHAR, 
    actor_id BLOB NOT NULL, 
    desk VARCHAR NOT NULL, 
    at INTEGER NOT NULL, 
    CONSTRAINT pk_field_change PRIMARY KEY (id)
);

CREATE INDEX ix_field_change_pk ON field_change (pk);

CREATE TABLE outlet (
    id BLOB NOT NULL, 
    code VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    parent_id BLOB, 
    phone VARCHAR NOT NULL, 
    night_phone VARCHAR NOT NULL, 
    province VARCHAR NOT NULL, 
    city VARCHAR NOT NULL, 
    district VARCHAR NOT NULL, 
    address VARCHAR NOT NULL, 
    lng DOUBLE, 
    lat DOUBLE, 
    exact VARCHAR NOT NULL, 
    skills VARCHAR NOT NULL, 
    brands VARCHAR NOT NULL, 
    capacity_per_day INTEGER, 
    opened_on VARCHAR(10), 
    state VARCHAR NOT NULL, 
    CONSTRAINT pk_outlet PRIMARY KEY (id), 
    CONSTRAINT uq_outlet_code UNIQUE (code)
);

CREATE INDEX ix_outlet_parent_id ON outlet (parent_id);

CREATE TABLE part (
    id BLOB NOT NULL, 
    code VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    model VARCHAR NOT NULL, 
    price_fen INTEGER NOT NULL, 
    CONSTRAINT pk_part PRIMARY KEY (id), 
    CONSTRAINT uq_part_code UNIQUE (code)
);

CREATE TABLE person (
    id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    kind VARCHAR NOT NULL, 
    account VARCHAR, 
    roles VARCHAR NOT NULL, 
    outlet_id BLOB, 
    site VARCHAR, 
    state VARCHAR NOT NULL, 
    CONSTRAINT pk_person PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_person_account ON person (account);

CREATE TABLE product (
    id BLOB NOT NULL, 
    model VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    category VARCHAR NOT NULL, 
    principal VARCHAR NOT NULL, 
    warranty_months INTEGER, 
    CONSTRAINT pk_product PRIMARY KEY (id), 
    CONSTRAINT uq_product_model UNIQUE (model)
);

CREATE TABLE profile_version (
    id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    valid_from VARCHAR(10) NOT NULL, 
    body VARCHAR NOT NULL, 
    author_id BLOB NOT NULL, 
    note VARCHAR NOT NULL, 
    made_at INTEGER NOT NULL, 
    CONSTRAINT pk_profile_version PRIMARY KEY (id)
);

CREATE TABLE service_order (
    id BLOB NOT NULL, 
    no VARCHAR NOT NULL, 
    CONSTRAINT pk_service_order PRIMARY KEY (id), 
    CONSTRAINT uq_service_order_no UNIQUE (no)
);

CREATE TABLE address (
    id BLOB NOT NULL, 
    customer_id BLOB NOT NULL, 
    province VARCHAR NOT NULL, 
    city VARCHAR NOT NULL, 
    district VARCHAR NOT NULL, 
    line VARCHAR NOT NULL, 
    lng DOUBLE, 
    lat DOUBLE, 
    exact VARCHAR NOT NULL, 
    rank INTEGER NOT NULL, 
    state VARCHAR NOT NULL, 
    CONSTRAINT pk_address PRIMARY KEY (id), 
    CONSTRAINT fk_address_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE INDEX ix_address_customer_id ON address (customer_id);

CREATE TABLE asset (
    id BLOB NOT NULL, 
    serial VARCHAR NOT NULL, 
    customer_id BLOB NOT NULL, 
    product_id BLOB, 
    purchased_on VARCHAR(10), 
    sold_by VARCHAR NOT NULL, 
    invoice_no VARCHAR NOT NULL, 
    installed_on VARCHAR(10), 
    place VARCHAR NOT NULL, 
    do_not_use BOOLEAN NOT NULL, 
    state VARCHAR NOT NULL, 
    CONSTRAINT pk_asset PRIMARY KEY (id), 
    CONSTRAINT uq_asset_serial UNIQUE (serial), 
    CONSTRAINT fk_asset_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
    CONSTRAINT fk_asset_product_id FOREIGN KEY(product_id) REFERENCES product (id)
);

CREATE INDEX ix_asset_customer_id ON asset (customer_id);

CREATE TABLE complaint_event (
    id BLOB NOT NULL, 
    complaint_id BLOB NOT NULL, 
    pos INTEGER NOT NULL, 
    kind VARCHAR NOT NULL, 
    at INTEGER NOT NULL, 
    stated_at INTEGER, 
    actor_id BLOB NOT NULL, 
    desk VARCHAR NOT NULL, 
    data VARCHAR NOT NULL, 
    effect VARCHAR NOT NULL, 
    state_before VARCHAR NOT NULL, 
    state_after VARCHAR NOT NULL, 
    CONSTRAINT pk_complaint_event PRIMARY KEY (id), 
    CONSTRAINT fk_complaint_event_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id)
);

CREATE UNIQUE INDEX uq_complaint_event_complaint_id_pos ON complaint_event (complaint_id, pos);

CREATE TABLE order_alias (
    id BLOB NOT NULL, 
    no VARCHAR NOT NULL, 
    order_id BLOB NOT NULL, 
    CONSTRAINT pk_order_alias PRIMARY KEY (id), 
    CONSTRAINT fk_order_alias_order_id FOREIGN KEY(order_id) REFERENCES service_order (id)
);

CREATE INDEX ix_order_alias_no ON order_alias (no);

CREATE TABLE order_event (
    id BLOB NOT NULL, 
    order_id BLOB NOT NULL, 
    pos INTEGER NOT NULL, 
    kind VARCHAR NOT NULL, 
    at INTEGER NOT NULL, 
    stated_at INTEGER, 
    actor_id BLOB NOT NULL, 
    desk VARCHAR NOT NULL, 
    outlet_id BLOB, 
    technician_id BLOB, 
    data VARCHAR NOT NULL, 
    effect VARCHAR NOT NULL, 
    state_before VARCHAR NOT NULL, 
    state_after VARCHAR NOT NULL, 
    CONSTRAINT pk_order_event PRIMARY KEY (id), 
    CONSTRAINT fk_order_event_order_id FOREIGN KEY(order_id) REFERENCES service_order (id)
);

CREATE INDEX ix_order_event_set_aside ON order_event (order_id) WHERE effect = 'set_aside';

CREATE UNIQUE INDEX uq_order_event_order_id_pos ON order_event (order_id, pos);

CREATE TABLE phone (
    id BLOB NOT NULL, 
    customer_id BLOB NOT NULL, 
    typed VARCHAR NOT NULL, 
    e164 VARCHAR NOT NULL, 
    extension VARCHAR NOT NULL, 
    digits_back VARCHAR NOT NULL, 
    kind VARCHAR NOT NULL, 
    rank INTEGER NOT NULL, 
    CONSTRAINT pk_phone PRIMARY KEY (id), 
    CONSTRAINT fk_phone_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE INDEX ix_phone_customer_id ON phone (customer_id);

CREATE INDEX ix_phone_digits_back ON phone (digits_back);

CREATE INDEX ix_phone_e164 ON phone (e164);

CREATE TABLE technician (
    id BLOB NOT NULL, 
    outlet_id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    phone VARCHAR NOT NULL, 
    skills VARCHAR NOT NULL, 
    certified_until VARCHAR(10), 
    state VARCHAR NOT NULL, 
    CONSTRAINT pk_technician PRIMARY KEY (id), 
    CONSTRAINT fk_technician_outlet_id FOREIGN KEY(outlet_id) REFERENCES outlet (id)
);

CREATE UNIQUE INDEX uq_technician_outlet_id_name ON technician (outlet_id, name);

CREATE TABLE complaint_text (
    event_id BLOB NOT NULL, 
    texts VARCHAR NOT NULL, 
    CONSTRAINT pk_complaint_text PRIMARY KEY (event_id), 
    CONSTRAINT fk_complaint_text_event_id FOREIGN KEY(event_id) REFERENCES complaint_event (id)
);

CREATE TABLE cover (
    id BLOB NOT NULL, 
    no VARCHAR NOT NULL, 
    asset_id BLOB NOT NULL, 
    kind VARCHAR NOT NULL, 
    scope VARCHAR NOT NULL, 
    from_on VARCHAR(10) NOT NULL, 
    until_on VARCHAR(10) NOT NULL, 
    payer VARCHAR NOT NULL, 
    CONSTRAINT pk_cover PRIMARY KEY (id), 
    CONSTRAINT uq_cover_no UNIQUE (no), 
    CONSTRAINT fk_cover_asset_id FOREIGN KEY(asset_id) REFERENCES asset (id)
);

CREATE INDEX ix_cover_asset_id ON cover (asset_id);

CREATE TABLE event_text (
    event_id BLOB NOT NULL, 
    texts VARCHAR NOT NULL, 
    CONSTRAINT pk_event_text PRIMARY KEY (event_id), 
    CONSTRAINT fk_event_text_event_id FOREIGN KEY(event_id) REFERENCES order_event (id)
);

CREATE TABLE complaint_view (
    complaint_id BLOB NOT NULL, 
    no VARCHAR NOT NULL, 
    order_id BLOB, 
    customer_id BLOB, 
    outlet_id BLOB, 
    person_id BLOB, 
    against VARCHAR NOT NULL, 
    category VARCHAR NOT NULL, 
    severity VARCHAR NOT NULL, 
    channel VARCHAR NOT NULL, 
    external_ref VARCHAR NOT NULL, 
    state VARCHAR NOT NULL, 
    owner_id BLOB, 
    offered_to BLOB, 
    received_at INTEGER NOT NULL, 
    ended_at INTEGER, 
    ended_as VARCHAR NOT NULL, 
    last_pos INTEGER NOT NULL, 
    CONSTRAINT pk_complaint_view PRIMARY KEY (complaint_id)
);

CREATE INDEX ix_complaint_view_customer_id ON complaint_view (customer_id);

CREATE INDEX ix_complaint_view_ended_at ON complaint_view (ended_at) WHERE ended_at IS NOT NULL;

CREATE INDEX ix_complaint_view_order_id ON complaint_view (order_id);

CREATE INDEX ix_complaint_view_state_received_at ON complaint_view (state, received_at);

CREATE TABLE device (
    id BLOB NOT NULL, 
    tag VARCHAR NOT NULL, 
    connected BOOLEAN NOT NULL, 
    demo BOOLEAN NOT NULL, 
    profile VARCHAR NOT NULL, 
    counters VARCHAR NOT NULL, 
    CONSTRAINT pk_device PRIMARY KEY (id)
);

CREATE TABLE job (
    order_id BLOB NOT NULL, 
    outlet_id BLOB NOT NULL, 
    state VARCHAR NOT NULL, 
    period_at INTEGER, 
    order_no VARCHAR NOT NULL, 
    kind VARCHAR NOT NULL, 
    category VARCHAR NOT NULL, 
    customer_id BLOB NOT NULL, 
    opened_at INTEGER NOT NULL, 
    repeats INTEGER NOT NULL, 
    unfixed INTEGER NOT NULL, 
    attitude BOOLEAN NOT NULL, 
    complaint BOOLEAN NOT NULL, 
    dissatisfied BOOLEAN NOT NULL, 
    explained BOOLEAN NOT NULL, 
    unverified BOOLEAN NOT NULL, 
    fix_n BOOLEAN NOT NULL, 
    fix_x BOOLEAN NOT NULL, 
    time_n BOOLEAN NOT NULL, 
    time_x BOOLEAN NOT NULL, 
    relay_to_visit INTEGER, 
    open_to_close INTEGER, 
    trip_at INTEGER, 
    metres DOUBLE NOT NULL, 
    labour_covered BOOLEAN NOT NULL, 
    parts_covered BOOLEAN NOT NULL, 
    parts_fen INTEGER NOT NULL, 
    CONSTRAINT pk_job PRIMARY KEY (order_id, outlet_id)
);

CREATE INDEX ix_job_outlet_id_period_at ON job (outlet_id, period_at);

CREATE INDEX ix_job_period_at ON job (period_at, opened_at, state, outlet_id);

CREATE TABLE order_view (
    order_id BLOB NOT NULL, 
    no VARCHAR NOT NULL, 
    no_back VARCHAR NOT NULL, 
    customer_id BLOB NOT NULL, 
    address_id BLOB, 
    asset_id BLOB, 
    kind VARCHAR NOT NULL, 
    category VARCHAR NOT NULL, 
    fault VARCHAR NOT NULL, 
    fault_key VARCHAR NOT NULL, 
    urgency VARCHAR NOT NULL, 
    channel VARCHAR NOT NULL, 
    origin VARCHAR NOT NULL, 
    repeat_of BLOB, 
    follows BLOB, 
    group_no VARCHAR NOT NULL, 
    external_ref VARCHAR NOT NULL, 
    state VARCHAR NOT NULL, 
    outlet_id BLOB, 
    opened_at INTEGER NOT NULL, 
    opened_by BLOB NOT NULL, 
    state_since INTEGER NOT NULL, 
    ended_at INTEGER, 
    ended_by VARCHAR NOT NULL, 
    end_reason VARCHAR NOT NULL, 
    due_at INTEGER, 
    stage VARCHAR NOT NULL, 
    clock_since INTEGER, 
    promised_at INTEGER, 
    window_start INTEGER, 
    window_end INTEGER, 
    held_reason VARCHAR NOT NULL, 
    held_until INTEGER, 
    urges INTEGER NOT NULL, 
    attempts INTEGER NOT NULL, 
    served_by BLOB, 
    last_pos INTEGER NOT NULL, 
    last_at INTEGER NOT NULL, 
    CONSTRAINT pk_order_view PRIMARY KEY (order_id)
);

CREATE INDEX ix_order_view_asset_id_fault_key ON order_view (asset_id, fault_key);

CREATE INDEX ix_order_view_customer_id_opened_at ON order_view (customer_id, opened_at);

CREATE INDEX ix_order_view_danger ON order_view (due_at) WHERE urgency = 'danger' AND ended_at IS NULL;

CREATE INDEX ix_order_view_follows ON order_view (follows) WHERE follows IS NOT NULL;

CREATE INDEX ix_order_view_group_no ON order_view (group_no);

CREATE INDEX ix_order_view_no_back ON order_view (no_back);

CREATE INDEX ix_order_view_opened_at ON order_view (opened_at, ended_at, state, kind, category, urgency, outlet_id);

CREATE INDEX ix_order_view_outlet_id_state ON order_view (outlet_id, state);

CREATE INDEX ix_order_view_repeat_of ON order_view (repeat_of);

CREATE INDEX ix_order_view_stage ON order_view (stage, due_at, clock_since, opened_by, ended_at) WHERE ended_at IS NULL;

CREATE INDEX ix_order_view_state_due_at ON order_view (state, due_at);

CREATE INDEX ix_order_view_urged ON order_view (urges) WHERE urges > 1 AND ended_at IS NULL;

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
    ack_feed VARCHAR, 
    ack_seq INTEGER, 
    CONSTRAINT pk_outbox PRIMARY KEY (n), 
    CONSTRAINT uq_outbox_change_id UNIQUE (change_id)
);

CREATE INDEX ix_outbox_pk ON outbox (pk);

CREATE INDEX ix_outbox_state_n ON outbox (state, n);

CREATE TABLE search_doc (
    n INTEGER NOT NULL, 
    kind VARCHAR NOT NULL, 
    id BLOB NOT NULL, 
    CONSTRAINT pk_search_doc PRIMARY KEY (n)
);

CREATE UNIQUE INDEX uq_search_doc_id ON search_doc (id);

CREATE VIRTUAL TABLE search_index USING fts5(words, content='', contentless_delete=1, tokenize='unicode61');
