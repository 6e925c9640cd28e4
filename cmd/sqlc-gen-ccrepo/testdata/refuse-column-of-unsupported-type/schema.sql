CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE call (id bigint PRIMARY KEY, length interval, extra jsonb, day date, mood mood);
