CREATE TABLE article (
    id UUID NOT NULL, 
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
    id UUID NOT NULL, 
    subject_kind VARCHAR NOT NULL, 
    subject_id UUID NOT NULL, 
    sha256 VARCHAR NOT NULL, 
    size INTEGER NOT NULL, 
    type VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    actor_id UUID NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_attachment PRIMARY KEY (id)
);

CREATE INDEX ix_attachment_sha256 ON attachment (sha256);

CREATE INDEX ix_attachment_subject_id ON attachment (subject_id);

CREATE TABLE call (
    id UUID NOT NULL, 
    no VARCHAR NOT NULL, 
    began_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    ended_at TIMESTAMP WITH TIME ZONE, 
    number VARCHAR NOT NULL, 
    direction VARCHAR NOT NULL, 
    agent_id UUID, 
    agent_name VARCHAR NOT NULL, 
    disposition VARCHAR NOT NULL, 
    customer_id UUID, 
    order_id UUID, 
    words VARCHAR NOT NULL, 
    CONSTRAINT pk_call PRIMARY KEY (id), 
    CONSTRAINT uq_call_no UNIQUE (no)
);

CREATE INDEX ix_call_began_at ON call (began_at);

CREATE INDEX ix_call_customer_id ON call (customer_id);

CREATE INDEX ix_call_order_id ON call (order_id);

CREATE TABLE complaint (
    id UUID NOT NULL, 
    no VARCHAR NOT NULL, 
    CONSTRAINT pk_complaint PRIMARY KEY (id), 
    CONSTRAINT uq_complaint_no UNIQUE (no)
);

CREATE TABLE customer (
    id UUID NOT NULL, 
    no VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    initials VARCHAR NOT NULL, 
    tier VARCHAR NOT NULL, 
    notes VARCHAR NOT NULL, 
    needs VARCHAR NOT NULL, 
    agreed_hours JSONB NOT NULL, 
    state VARCHAR NOT NULL, 
    merged_into UUID, 
    CONSTRAINT pk_customer PRIMARY KEY (id), 
    CONSTRAINT uq_customer_no UNIQUE (no)
);

CREATE INDEX ix_customer_initials ON customer (initials);

CREATE INDEX ix_customer_merged_into ON customer (merged_into) WHERE merged_into IS NOT NULL;

CREATE INDEX ix_customer_name ON customer (name);

CREATE TABLE field_change (
    id UUID NOT NULL, 
    change_id UUID NOT NULL, 
    entity VARCHAR NOT NULL, 
    pk UUID NOT NULL, 
    field VARCHAR NOT NULL, 
    "old" JSONB, 
    "new" JSONB, 
    actor_id UUID NOT NULL, 
    desk VARCHAR NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_field_change PRIMARY KEY (id)
);

CREATE INDEX ix_field_change_pk ON field_change (pk);

CREATE TABLE outlet (
    id UUID NOT NULL, 
    code VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    parent_id UUID, 
    phone VARCHAR NOT NULL, 
    night_phone VARCHAR NOT NULL, 
    province VARCHAR NOT NULL, 
    city VARCHAR NOT NULL, 
    district VARCHAR NOT NULL, 
    address VARCHAR NOT NULL, 
    lng DOUBLE PRECISION, 
    lat DOUBLE PRECISION, 
    exact VARCHAR NOT NULL, 
    skills JSONB NOT NULL, 
    brands JSONB NOT NULL, 
    capacity_per_day INTEGER, 
    opened_on DATE, 
    state VARCHAR NOT NULL, 
    CONSTRAINT pk_outlet PRIMARY KEY (id), 
    CONSTRAINT uq_outlet_code UNIQUE (code)
);

CREATE INDEX ix_outlet_parent_id ON outlet (parent_id);

CREATE TABLE part (
    id UUID NOT NULL, 
    code VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    model VARCHAR NOT NULL, 
    price_fen INTEGER NOT NULL, 
    CONSTRAINT pk_part PRIMARY KEY (id), 
    CONSTRAINT uq_part_code UNIQUE (code)
);

CREATE TABLE person (
    id UUID NOT NULL, 
    name VARCHAR NOT NULL, 
    kind VARCHAR NOT NULL, 
    account VARCHAR, 
    roles JSONB NOT NULL, 
    outlet_id UUID, 
    site VARCHAR, 
    state VARCHAR NOT NULL, 
    CONSTRAINT pk_person PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_person_account ON person (account);

CREATE TABLE product (
    id UUID NOT NULL, 
    model VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    category VARCHAR NOT NULL, 
    principal VARCHAR NOT NULL, 
    warranty_months INTEGER, 
    CONSTRAINT pk_product PRIMARY KEY (id), 
    CONSTRAINT uq_product_model UNIQUE (model)
);

CREATE TABLE profile_version (
    id UUID NOT NULL, 
    name VARCHAR NOT NULL, 
    valid_from DATE NOT NULL, 
    body JSONB NOT NULL, 
    author_id UUID NOT NULL, 
    note VARCHAR NOT NULL, 
    made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_profile_version PRIMARY KEY (id)
);

CREATE TABLE service_order (
    id UUID NOT NULL, 
    no VARCHAR NOT NULL, 
    CONSTRAINT pk_service_order PRIMARY KEY (id), 
    CONSTRAINT uq_service_order_no UNIQUE (no)
);

CREATE TABLE address (
    id UUID NOT NULL, 
    customer_id UUID NOT NULL, 
    province VARCHAR NOT NULL, 
    city VARCHAR NOT NULL, 
    district VARCHAR NOT NULL, 
    line VARCHAR NOT NULL, 
    lng DOUBLE PRECISION, 
    lat DOUBLE PRECISION, 
    exact VARCHAR NOT NULL, 
    rank INTEGER NOT NULL, 
    state VARCHAR NOT NULL, 
    CONSTRAINT pk_address PRIMARY KEY (id), 
    CONSTRAINT fk_address_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE INDEX ix_address_customer_id ON address (customer_id);

CREATE TABLE asset (
    id UUID NOT NULL, 
    serial VARCHAR NOT NULL, 
    customer_id UUID NOT NULL, 
    product_id UUID, 
    purchased_on DATE, 
    sold_by VARCHAR NOT NULL, 
    invoice_no VARCHAR NOT NULL, 
    installed_on DATE, 
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
    id UUID NOT NULL, 
    complaint_id UUID NOT NULL, 
    pos INTEGER NOT NULL, 
    kind VARCHAR NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    stated_at TIMESTAMP WITH TIME ZONE, 
    actor_id UUID NOT NULL, 
    desk VARCHAR NOT NULL, 
    data JSONB NOT NULL, 
    effect VARCHAR NOT NULL, 
    state_before VARCHAR NOT NULL, 
    state_after VARCHAR NOT NULL, 
    CONSTRAINT pk_complaint_event PRIMARY KEY (id), 
    CONSTRAINT fk_complaint_event_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaint (id)
);

CREATE UNIQUE INDEX uq_complaint_event_complaint_id_pos ON complaint_event (complaint_id, pos);

CREATE TABLE order_alias (
    id UUID NOT NULL, 
    no VARCHAR NOT NULL, 
    order_id UUID NOT NULL, 
    CONSTRAINT pk_order_alias PRIMARY KEY (id), 
    CONSTRAINT fk_order_alias_order_id FOREIGN KEY(order_id) REFERENCES service_order (id)
);

CREATE INDEX ix_order_alias_no ON order_alias (no);

CREATE TABLE order_event (
    id UUID NOT NULL, 
    order_id UUID NOT NULL, 
    pos INTEGER NOT NULL, 
    kind VARCHAR NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    stated_at TIMESTAMP WITH TIME ZONE, 
    actor_id UUID NOT NULL, 
    desk VARCHAR NOT NULL, 
    outlet_id UUID, 
    technician_id UUID, 
    data JSONB NOT NULL, 
    effect VARCHAR NOT NULL, 
    state_before VARCHAR NOT NULL, 
    state_after VARCHAR NOT NULL, 
    CONSTRAINT pk_order_event PRIMARY KEY (id), 
    CONSTRAINT fk_order_event_order_id FOREIGN KEY(order_id) REFERENCES service_order (id)
);

CREATE INDEX ix_order_event_set_aside ON order_event (order_id) WHERE effect = 'set_aside';

CREATE UNIQUE INDEX uq_order_event_order_id_pos ON order_event (order_id, pos);

CREATE TABLE phone (
    id UUID NOT NULL, 
    customer_id UUID NOT NULL, 
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
    id UUID NOT NULL, 
    outlet_id UUID NOT NULL, 
    name VARCHAR NOT NULL, 
    phone VARCHAR NOT NULL, 
    skills JSONB NOT NULL, 
    certified_until DATE, 
    state VARCHAR NOT NULL, 
    CONSTRAINT pk_technician PRIMARY KEY (id), 
    CONSTRAINT fk_technician_outlet_id FOREIGN KEY(outlet_id) REFERENCES outlet (id)
);

CREATE UNIQUE INDEX uq_technician_outlet_id_name ON technician (outlet_id, name);

CREATE TABLE complaint_text (
    event_id UUID NOT NULL, 
    texts JSONB NOT NULL, 
    CONSTRAINT pk_complaint_text PRIMARY KEY (event_id), 
    CONSTRAINT fk_complaint_text_event_id FOREIGN KEY(event_id) REFERENCES complaint_event (id)
);

CREATE TABLE cover (
    id UUID NOT NULL, 
    no VARCHAR NOT NULL, 
    asset_id UUID NOT NULL, 
    kind VARCHAR NOT NULL, 
    scope VARCHAR NOT NULL, 
    from_on DATE NOT NULL, 
    until_on DATE NOT NULL, 
    payer VARCHAR NOT NULL, 
    CONSTRAINT pk_cover PRIMARY KEY (id), 
    CONSTRAINT uq_cover_no UNIQUE (no), 
    CONSTRAINT fk_cover_asset_id FOREIGN KEY(asset_id) REFERENCES asset (id)
);

CREATE INDEX ix_cover_asset_id ON cover (asset_id);

CREATE TABLE event_text (
    event_id UUID NOT NULL, 
    texts JSONB NOT NULL, 
    CONSTRAINT pk_event_text PRIMARY KEY (event_id), 
    CONSTRAINT fk_event_text_event_id FOREIGN KEY(event_id) REFERENCES order_event (id)
);
