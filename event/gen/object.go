package main

// object is a function or a view, as a generated migration has it.
type object struct {
	create string // the CREATE statement, with the comments above it
	notes  string // COMMENT, REVOKE and GRANT statements
}

// objects are functions and views by their names; order has the names in the order of their creation.
type objects struct {
	byName map[string]object
	order  []string
}
