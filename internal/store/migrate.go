package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"gohye/internal/store/engine"
)

// The folders have files of equal numbers and names. A released file is never
// changed; a new table or column is the next number, in both folders.
//
//go:embed migrations
var migrations embed.FS

// provider reads the folder of the engine.
func provider(name string, db *sql.DB) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations/"+name)
	if err != nil {
		return nil, err
	}
	if name != "postgres" {
		return goose.NewProvider(goose.DialectSQLite3, db, folder, goose.WithDisableGlobalRegistry(true))
	}
	// Many processes may start at once: one migrates, the others look every
	// second whether it is done, for ten minutes.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 600))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, folder,
		goose.WithDisableGlobalRegistry(true), goose.WithSessionLocker(locker))
}

// migrate brings the database to this program's version. A database from a
// newer program is refused.
func migrate(ctx context.Context, e engine.Engine) error {
	return e.Migrate(ctx, func(db *sql.DB) error {
		p, err := provider(e.Name(), db)
		if err != nil {
			return err
		}
		has, knows, err := p.GetVersions(ctx)
		if err != nil {
			return fmt.Errorf("cannot read the version of the database: %w", err)
		}
		if has > knows {
			return newer(has, knows)
		}
		if has == knows {
			return nil
		}
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("cannot bring the database from version %d to %d: %w", has, knows, err)
		}
		return nil
	})
}

// A VersionError says that the database and the program do not fit.
type VersionError struct {
	Database, Program int64 // versions of the tables
}

func (e VersionError) Error() string {
	if e.Database > e.Program {
		return fmt.Sprintf("the database has version %d and this program knows versions up to %d: it was used by a newer gohye; run that one, or restore a backup", e.Database, e.Program)
	}
	return fmt.Sprintf("the database has version %d and this program needs version %d: start gohye once, which brings it up to date", e.Database, e.Program)
}

func newer(has, knows int64) error { return VersionError{Database: has, Program: knows} }

// newest is the version that the program knows.
func newest(name string) (version int64, err error) {
	files, err := fs.Glob(migrations, "migrations/"+name+"/*.sql")
	if err != nil || len(files) == 0 {
		return 0, fmt.Errorf("no migrations for %s: %w", name, err)
	}
	for _, f := range files {
		n, err := goose.NumericComponent(f)
		if err != nil {
			return 0, err
		}
		version = max(version, n)
	}
	return version, nil
}

// checkVersion refuses a database of any other version: for a program that may
// not change it.
func checkVersion(ctx context.Context, e engine.Engine) error {
	knows, err := newest(e.Name())
	if err != nil {
		return err
	}
	var has int64
	err = e.Read(ctx, func(t engine.Tx) error {
		t.Queue("SELECT CAST(COALESCE(max(version_id), 0) AS BIGINT) FROM goose_db_version", func(r engine.Row) error {
			return r.Scan(&has)
		})
		return t.Flush()
	})
	if err != nil {
		return fmt.Errorf("this is no database of gohye: %w", err)
	}
	if has != knows {
		return VersionError{Database: has, Program: knows}
	}
	return nil
}
