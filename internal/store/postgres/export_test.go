package postgres

// Waiting is how many writes wait for a group.
func Waiting(db *DB) int {
	db.mu.Lock()
	defer db.mu.Unlock()
	return len(db.queue)
}

// Forget lets writes be put together again although a group has failed.
func Forget(db *DB) { db.shy.Store(0) }
