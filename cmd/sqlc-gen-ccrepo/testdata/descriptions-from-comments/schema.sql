CREATE SCHEMA sales;
CREATE TABLE lead (id bigint PRIMARY KEY, name text NOT NULL, state text);
COMMENT ON COLUMN lead.id IS 'Id of the lead.';
COMMENT ON COLUMN lead.name IS 'Name with "quotes", a \ and a `.';
COMMENT ON COLUMN lead.state IS 'State.';
CREATE TABLE sales.owner (lead bigint NOT NULL, owner text NOT NULL);
COMMENT ON COLUMN sales.owner.owner IS 'Who owns the lead; it''s in another schema.';
