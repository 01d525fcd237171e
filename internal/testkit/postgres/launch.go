package postgres

import (
	"bufio"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// errAbsent means that the machine has no PostgreSQL to start.
var errAbsent = errors.New("there is no initdb and pg_ctl on this machine; install postgresql or set " + Variable)

// minder starts the server, says so, and waits at its standard input, whose
// other end the test program holds and never writes to. When that closes, the
// test program is gone, and so are the server and its files.
const minder = `
"$1/pg_ctl" -D "$2/data" -l "$2/log" -w -t 60 start >"$2/start" 2>&1 && echo ready
cat >/dev/null
"$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1
rm -rf "$2"
`

// launch starts a throw-away server.
func launch(durable bool) (s *server, err error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := folder()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil && s == nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	data := filepath.Join(dir, "data")
	initdb := command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres",
		"-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	if err := runAs(initdb); err != nil {
		return nil, err
	}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	if err := configure(filepath.Join(data, "postgresql.conf"), dir, durable); err != nil {
		return nil, err
	}
	life, err := mind(bin, dir)
	if err != nil {
		return nil, err
	}
	address := &url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}
	return &server{address: address, life: life}, nil
}

// binaries is the folder with the newest initdb and pg_ctl.
func binaries() (string, error) {
	var folders []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		// A link may stand alone, without pg_ctl beside it.
		if target, err := filepath.EvalSymlinks(initdb); err == nil {
			folders = append(folders, filepath.Dir(target))
		}
	}
	debian, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.Reverse(debian)
	for _, dir := range append(folders, debian...) {
		_, noInitdb := exec.LookPath(filepath.Join(dir, "initdb"))
		_, noCtl := exec.LookPath(filepath.Join(dir, "pg_ctl"))
		if noInitdb == nil && noCtl == nil {
			return dir, nil
		}
	}
	return "", errAbsent
}

// folder is a new folder that the server's user owns and whose name is short
// enough for a unix socket in it (107 letters on Linux, 103 elsewhere).
func folder() (string, error) {
	base := os.TempDir()
	if len(base) > 60 {
		base = "/tmp"
	}
	dir, err := os.MkdirTemp(base, "gohye-pg-")
	if err != nil {
		return "", err
	}
	if err := giveAway(dir); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return dir, nil
}

// configure adds our settings to the file that initdb wrote.
func configure(file, dir string, durable bool) error {
	settings := []string{
		"listen_addresses = ''",
		"unix_socket_directories = '" + strings.ReplaceAll(dir, "'", "''") + "'",
		"unix_socket_permissions = 0700",
		"max_connections = 300",
		"jit = off",
		"timezone = 'UTC'",
	}
	if !durable {
		settings = append(settings, "fsync = off", "full_page_writes = off")
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString("\n" + strings.Join(settings, "\n") + "\n")
	return errors.Join(err, f.Close())
}

// mind starts the minder and returns when the server is ready.
func mind(bin, dir string) (life *os.File, err error) {
	far, life, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	said, out, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, far.Close(), life.Close())
	}
	cmd := command("/bin/sh", "-c", minder, "sh", bin, dir)
	cmd.Stdin, cmd.Stdout = far, out
	if err = runAs(cmd); err == nil {
		err = cmd.Start()
	}
	err = errors.Join(err, far.Close(), out.Close())
	if err == nil {
		// Files, not goroutines, carry the pipes, and nobody waits for the
		// minder: it outlives this process by design.
		_, err = bufio.NewReader(said).ReadString('\n')
		if err != nil {
			start, _ := os.ReadFile(filepath.Join(dir, "start"))
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			err = fmt.Errorf("the server did not start: %s%s", start, log)
		}
	}
	if err = errors.Join(err, said.Close()); err != nil {
		return nil, errors.Join(err, life.Close())
	}
	return life, nil
}

// command is a command without the settings for PostgreSQL's clients that the
// environment may hold.
func command(name string, args ...string) *exec.Cmd {
	//nolint:noctx // the minder must outlive the test that happens to start it
	cmd := exec.Command(name, args...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(pair string) bool {
		return strings.HasPrefix(pair, "PG") || strings.HasPrefix(pair, "LC_") || strings.HasPrefix(pair, "LANG")
	})
	cmd.Env = append(cmd.Env, "LC_ALL=C")
	return cmd
}
