//go:build unix

package postgres

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the user the server runs as when we are root; ok is false when we
// are not.
func account() (uid, gid int, ok bool, err error) {
	if os.Getuid() != 0 {
		return 0, 0, false, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		return 0, 0, false, err
	}
	uid, errUID := strconv.Atoi(u.Uid)
	gid, errGID := strconv.Atoi(u.Gid)
	return uid, gid, true, errors.Join(errUID, errGID)
}

// runAs makes the command run as the server's user, in a process group of its
// own, so that an interrupt from the keyboard does not reach it before us.
func runAs(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Dir = "/"
	uid, gid, ok, err := account()
	if ok && err == nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	return err
}

// giveAway makes the server's user the owner of a folder.
func giveAway(dir string) error {
	uid, gid, ok, err := account()
	if !ok || err != nil {
		return err
	}
	return os.Chown(dir, uid, gid)
}
