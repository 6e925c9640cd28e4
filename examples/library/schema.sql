-- The schema of the example: what a lending library lends.

-- A computed column that can be NULL says so by its type.
CREATE DOMAIN int_or_null AS integer;
CREATE DOMAIN text_or_null AS text;

CREATE TABLE book (
    id integer PRIMARY KEY,
    title text NOT NULL,
    genre text NOT NULL
);
COMMENT ON TABLE book IS 'Books that can be lent.';
COMMENT ON COLUMN book.id IS 'Number of the book.';
COMMENT ON COLUMN book.title IS 'Title.';
COMMENT ON COLUMN book.genre IS 'Genre, such as novel.';

CREATE TABLE loan (
    id bigint PRIMARY KEY,
    book_id integer NOT NULL REFERENCES book,
    lent_at timestamptz NOT NULL,
    returned_at timestamptz
);
COMMENT ON TABLE loan IS 'Loans of the books.';
COMMENT ON COLUMN loan.id IS 'Number of the loan.';
COMMENT ON COLUMN loan.book_id IS 'Number of the book.';
COMMENT ON COLUMN loan.lent_at IS 'Time at which the book was lent.';
COMMENT ON COLUMN loan.returned_at IS 'Time at which it came back; NULL while it is out.';
CREATE INDEX loan_lent_at ON loan (lent_at, id);
