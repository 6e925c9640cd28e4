CREATE SCHEMA report;
CREATE DOMAIN text_or_null AS text;

CREATE TABLE tags (
    id bigint PRIMARY KEY,
    comment text
);
COMMENT ON COLUMN tags.id IS 'Id of the mark.';
COMMENT ON COLUMN tags.comment IS 'Comment of the mark.';
