package db

// TakeLease makes holder the owner of the named lease for forMillis from now,
// when it is free, has run out, or is already its own (a renewal). It reports
// whether holder has the lease. Instants come from the nodes' clocks, so that
// a lease must be longer than the clocks may differ.
func (t *Tx) TakeLease(name, holder string, forMillis int64) (bool, error) {
	now := t.NowMillis()
	taken, err := t.Exec(`INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE leases.holder = excluded.holder OR leases.until <= $4`, name, holder, now+forMillis, now)
	return taken == 1, err
}

// ReleaseLease frees the lease when holder has it; else it does nothing.
func (t *Tx) ReleaseLease(name, holder string) error {
	_, err := t.Exec(`DELETE FROM leases WHERE name = $1 AND holder = $2`, name, holder)
	return err
}
