package db

// ForUpdate gives the suffix that locks a selected row until the transaction
// ends. SQLite needs none: it has one writer.
func (t *Tx) ForUpdate() string {
	if t.dialect == Postgres {
		return "FOR UPDATE"
	}
	return ""
}
