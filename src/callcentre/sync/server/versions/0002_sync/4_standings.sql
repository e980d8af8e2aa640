-- Where each order and complaint stands, as the guards of their lifecycle need to know it (domain.lifecycle.Standing).
CREATE TABLE sync.order_standing (
    order_id uuid PRIMARY KEY,
    site text NOT NULL,
    state text NOT NULL,
    outlet_id uuid,
    danger boolean NOT NULL,
    last_effective text,
    cancel_unanswered boolean NOT NULL,
    last_change uuid,
    last_voice uuid,
    last_pos integer NOT NULL,
    last_change_at timestamptz,
    customer_id uuid,
    address_id uuid,
    asset_id uuid,
    seen_by uuid,
    seen_before uuid[] NOT NULL,
    promised_at timestamptz
);
COMMENT ON COLUMN sync.order_standing.seen_by IS 'The outlet that sees the order now.';
COMMENT ON COLUMN sync.order_standing.seen_before IS 'Every outlet that has seen it.';
CREATE INDEX order_standing_seen ON sync.order_standing (customer_id) WHERE seen_by IS NOT NULL;
CREATE INDEX order_standing_asset ON sync.order_standing (asset_id) WHERE seen_by IS NOT NULL;
CREATE INDEX order_standing_outlet ON sync.order_standing (seen_by) WHERE seen_by IS NOT NULL;
CREATE INDEX order_standing_callbacks ON sync.order_standing (last_change_at) WHERE state = 'awaiting_callback';

CREATE TABLE sync.complaint_standing (
    complaint_id uuid PRIMARY KEY,
    site text NOT NULL,
    state text NOT NULL,
    owner_id uuid,
    offered_to uuid,
    concerned uuid,
    customer_called boolean NOT NULL,
    last_pos integer NOT NULL,
    last_change_at timestamptz
);
