package sandbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/disgoorg/snowflake/v2"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"gohye/internal/clock"
)

// archiveVersion is the form of the file; a file of another is not read.
const archiveVersion = 1

// pace is how long the archive waits after a commit, so that what happens
// meanwhile shares the next one. It is what a power cut costs at most.
const archivePace = 20 * time.Millisecond

// A recordKey names a row of the archive.
type recordKey struct {
	kind string
	id   snowflake.ID
}

// The kinds of records.
const (
	keptWorld   = "world"   // 0: ids by what they name
	keptState   = "state"   // 0: the last id, and our address
	keptClock   = "clock"   // 0: how far the clock is wound
	keptPlayer  = "player"  // by the player
	keptDirect  = "direct"  // by the channel
	keptCommand = "command" // by the command
	keptMessage = "message" // by the message
	keptTalk    = "talk"    // by the interaction: those that were acknowledged
	keptFile    = "file"    // by the attachment: all but its bytes
	keptBytes   = "bytes"   // by the attachment
)

// An Archive is the file in which a sandbox outlives its program: who and what
// exists, messages with their attachments, registered commands, and how far the
// clock was wound. What changes is noted in memory and written by Run, many
// changes in one commit; only the clock is written before it is wound. A
// program that is killed loses the last few hundredths of a second.
//
// The file is bounded as the sandbox is: what that forgets is deleted.
type Archive struct {
	db     *sql.DB
	loaded map[recordKey][]byte // until the sandbox has taken it over
	state  archiveState         // of the file when it was opened; Run's after that
	offset time.Duration        // likewise
	pace   clock.Clock

	wake  chan struct{} // capacity 1; a full channel means "already told"
	mu    sync.Mutex    // guards dirty and last
	dirty map[recordKey]func() []byte
	last  func() snowflake.ID // the newest id that was given
}

// archiveState is what one row says of the whole.
type archiveState struct {
	// Last is the newest id, below which none may be given again.
	Last snowflake.ID `json:"last,omitempty"`
	// Address is how this machine reached the sandbox: it is in the addresses
	// of attachments and pictures.
	Address string `json:"address,omitempty"`
}

// OpenArchive opens a file, and makes it if it is not there. It reads all of it
// but the attachments' bytes. The file belongs to one program at a time. It is
// for one sandbox; close it when that one's Run and the archive's have ended.
func OpenArchive(ctx context.Context, path string, c clock.Clock) (_ *Archive, err error) {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(2000)", "locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(NORMAL)",
	}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, fmt.Errorf("sandbox: the history %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	a := &Archive{
		db: db, pace: c, loaded: map[recordKey][]byte{},
		wake: make(chan struct{}, 1), dirty: map[recordKey]func() []byte{},
	}
	if err := errors.Join(a.prepare(ctx), a.load(ctx)); err != nil {
		return nil, fmt.Errorf("the sandbox's history %s cannot be used (%w); is another gohye using it? Else move it away, and the sandbox begins anew", path, errors.Join(err, db.Close()))
	}
	return a, nil
}

// prepare makes the table, and refuses a file that is not ours to read.
func (a *Archive) prepare(ctx context.Context) error {
	var version int
	if err := a.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version != 0 && version != archiveVersion {
		return fmt.Errorf("it has the form %d and this program reads %d", version, archiveVersion)
	}
	_, err := a.db.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d;
		CREATE TABLE IF NOT EXISTS kept (kind TEXT NOT NULL, id INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, id))`, archiveVersion))
	return err
}

// load reads the records that a sandbox is made of.
func (a *Archive) load(ctx context.Context) error {
	rows, err := a.db.QueryContext(ctx, "SELECT kind, id, value FROM kept WHERE kind <> ?", keptBytes)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err says it
	for rows.Next() {
		var kind string
		var id int64
		var value []byte
		if err := rows.Scan(&kind, &id, &value); err != nil {
			return err
		}
		a.loaded[recordKey{kind, snowflake.ID(id)}] = value //nolint:gosec // ids have 63 bits
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for kind, into := range map[string]any{keptState: &a.state, keptClock: &a.offset} {
		if value := a.loaded[recordKey{kind, 0}]; value != nil {
			if err := json.Unmarshal(value, into); err != nil {
				return err
			}
		}
	}
	return nil
}

// Offset is how far the clock had been wound: the next [clock.Wound] begins
// there, or time would go back.
func (a *Archive) Offset() time.Duration { return a.offset }

// note lets a record be written by the next commit. encode is called then,
// without a lock of the archive's; nil from it deletes the record.
func (a *Archive) note(kind string, id snowflake.ID, encode func() []byte) {
	a.mu.Lock()
	a.dirty[recordKey{kind, id}] = encode
	a.mu.Unlock()
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// forget lets a record be deleted by the next commit.
func (a *Archive) forget(kind string, id snowflake.ID) {
	a.note(kind, id, func() []byte { return nil })
}

// Run writes what is noted, in the calling goroutine, until ctx is done and all
// has been written. One Run at a time; it may be called again when a commit has
// failed, and nothing that was noted is lost.
func (a *Archive) Run(ctx context.Context) error {
	timer := a.pace.NewTimer(archivePace)
	defer timer.Stop()
	for {
		over := ctx.Err() != nil
		if err := a.flush(context.WithoutCancel(ctx)); err != nil || over {
			return err
		}
		timer.Reset(archivePace)
		select {
		case <-ctx.Done():
			continue
		case <-timer.C():
		}
		select {
		case <-ctx.Done():
		case <-a.wake:
		}
	}
}

// flush writes what is noted, in one transaction.
func (a *Archive) flush(ctx context.Context) error {
	a.mu.Lock()
	dirty := a.dirty
	a.dirty = map[recordKey]func() []byte{}
	last := a.last
	a.mu.Unlock()
	if len(dirty) == 0 {
		return nil
	}
	err := a.commit(ctx, func(put func(recordKey, []byte) error) error {
		for key, encode := range dirty {
			if err := put(key, encode()); err != nil {
				return err
			}
		}
		if last != nil {
			a.state.Last = last()
		}
		return put(recordKey{keptState, 0}, mustEncode(a.state))
	})
	if err == nil {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for key, encode := range dirty {
		if _, newer := a.dirty[key]; !newer {
			a.dirty[key] = encode
		}
	}
	return fmt.Errorf("sandbox: the history could not be written: %w", err)
}

// commit writes records in one transaction.
func (a *Archive) commit(ctx context.Context, write func(put func(recordKey, []byte) error) error) error {
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	err = write(func(key recordKey, value []byte) error {
		id := int64(key.id) //nolint:gosec // ids have 63 bits
		if value == nil {
			_, err := tx.ExecContext(ctx, "DELETE FROM kept WHERE kind = ? AND id = ?", key.kind, id)
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO kept (kind, id, value) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value", key.kind, id, value)
		return err
	})
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// wound writes how far the clock is about to be wound, before it is: what
// happens after it must not be dated later than the next program's clock. What
// was noted before it is written with it.
func (a *Archive) wound(ctx context.Context, offset time.Duration) error {
	if err := a.flush(ctx); err != nil {
		return err
	}
	return a.commit(ctx, func(put func(recordKey, []byte) error) error {
		return put(recordKey{keptClock, 0}, mustEncode(offset))
	})
}

// bytes reads an attachment's bytes; nil when they are not there.
func (a *Archive) bytes(ctx context.Context, id snowflake.ID) (data []byte, err error) {
	err = a.db.QueryRowContext(ctx, "SELECT value FROM kept WHERE kind = ? AND id = ?", keptBytes, int64(id)).Scan(&data) //nolint:gosec // as above
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return data, err
}

// Close closes the file. What is noted and not written is lost.
func (a *Archive) Close() error { return a.db.Close() }
