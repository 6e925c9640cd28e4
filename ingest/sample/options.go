package sample

import (
	"errors"
	"time"
)

// Options says which month to create. Equal options give equal rows.
type Options struct {
	// Seed is the seed of the random numbers.
	Seed uint64
	// Now is the moment at which the month ends. The month is the thirty whole days before Now's day and the part
	// of that day before Now. Zero is the present time.
	Now time.Time
	// Location is the zone of the centre, which determines its business hours; nil is UTC.
	Location *time.Location
}

// ErrNotEmpty reports that the database already has rows, which the sample must not mix with.
var ErrNotEmpty = errors.New("sample data goes only into an empty database")

// TableRows is the number of rows loaded into one table.
type TableRows struct {
	Table string
	Rows  int64
}
