package processes

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"drawbridge.dev/testbed/rundir"
)

// BecomeCommand is the hidden command of this program that turns it into a daemon.
const BecomeCommand = "__become"

// Marker is the variable in every daemon's environment that names its run
// directory: so they are found even when the run directory was deleted by hand.
const Marker = "DRAWBRIDGE_TESTBED_DAEMON"

// Command is what a daemon runs.
type Command struct {
	Name        string
	Program     string
	Arguments   []string
	Environment []string
	// Inputs are files whose change makes a restart necessary.
	Inputs []string
	// PrivateMounts, when set, is bound over the given folder for this daemon only.
	PrivateMounts map[string]string
	// OwnMounts gives the daemon a view of the file system that others see only by MountsOf.
	OwnMounts bool
	// MountsOf is the pid file of the daemon whose view this one shares.
	MountsOf string
}

// Fingerprint changes when the daemon would have to be started anew.
func (c Command) Fingerprint() string {
	text := fmt.Sprintf("%q %q %q %q", c.Program, c.Arguments, c.Environment, c.PrivateMounts)
	inputs := c.Inputs
	if c.MountsOf != "" {
		// Another process has other mounts.
		inputs = append([]string{c.MountsOf}, inputs...)
	}
	for _, path := range inputs {
		content, _ := os.ReadFile(path)
		text += rundir.Digest(string(content))
	}
	return rundir.Digest(text)[:16]
}

// Start starts the daemon in a session of its own, with nothing of the
// caller's: neither its terminal nor its pipes, or a caller that reads our
// output would wait for the daemon's end. The child records itself before it
// turns into the daemon and holds the lock until then, so there is no moment
// at which a killed launcher leaves an unknown process behind.
func Start(layout rundir.Layout, command Command, lock *rundir.Lock) (*os.Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(layout.Log(command.Name), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	arguments := []string{BecomeCommand, layout.PidFile(command.Name), command.Fingerprint()}
	for over, folder := range command.PrivateMounts {
		arguments = append(arguments, folder+"="+over)
	}
	if command.MountsOf != "" {
		arguments = append(arguments, mountsOf+command.MountsOf)
	}
	arguments = append(append(arguments, "--", command.Program), command.Arguments...)
	child := exec.Command(self, arguments...)
	child.Env = append([]string{
		"PATH=" + layout.Bin() + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=" + layout.Home(), // not the user's: some daemons read settings from there
		Marker + "=" + layout.Root,
	}, command.Environment...)
	child.Dir = layout.Root
	child.Stdout, child.Stderr = log, log
	child.ExtraFiles = []*os.File{lock.File()}
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if command.OwnMounts || len(command.PrivateMounts) > 0 {
		child.SysProcAttr.Unshareflags = syscall.CLONE_NEWNS
	}
	if err := child.Start(); err != nil {
		return nil, fmt.Errorf("cannot start %s: %w", command.Name, err)
	}
	go child.Wait() // takes the zombie away if it dies while we are here
	return child.Process, nil
}

// mountsOf begins the argument of Become that names a pid file.
const mountsOf = "@"

// Become is the child's side of Start.
func Become(arguments []string) error {
	const lockDescriptor = 3
	syscall.CloseOnExec(lockDescriptor)
	split := -1
	for i, argument := range arguments {
		if argument == "--" {
			split = i
			break
		}
	}
	if split < 2 || split+1 >= len(arguments) {
		return errors.New("this command is for the testbed's own use")
	}
	self, err := Self(arguments[1])
	if err != nil {
		return err
	}
	if err := self.Write(arguments[0]); err != nil {
		return err
	}
	command := arguments[split+1:]
	for _, pair := range arguments[2:split] {
		if file, ok := strings.CutPrefix(pair, mountsOf); ok {
			if command, err = withMountsOf(file, command); err != nil {
				return err
			}
			continue
		}
		folder, over, _ := strings.Cut(pair, "=")
		if err := mountPoint(over); err != nil {
			return err
		}
		if err := syscall.Mount(folder, over, "", syscall.MS_BIND, ""); err != nil {
			return fmt.Errorf("cannot bind %s over %s: %w", folder, over, err)
		}
	}
	return syscall.Exec(command[0], command, os.Environ())
}

// withMountsOf is the command in the view of the file system of that process.
func withMountsOf(file string, command []string) ([]string, error) {
	owner, ok := Read(file)
	if !ok || !owner.Alive() {
		return nil, fmt.Errorf("the daemon of %s does not run, whose mounts this one shares", file)
	}
	return SharingMounts(owner, command)
}

// SharingMounts is the command that runs another one in a process's view of the file system.
func SharingMounts(owner Identity, command []string) ([]string, error) {
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return nil, errors.New("the program `nsenter` is missing (package util-linux)")
	}
	return append([]string{nsenter, fmt.Sprintf("--mount=/proc/%d/ns/mnt", owner.Pid), "--"}, command...), nil
}

// mountPoint makes a folder to mount over. Like /tmp it is everybody's: another
// user's daemon, which can mount nothing, has to use the folder itself.
func mountPoint(folder string) error {
	err := os.Mkdir(folder, 0o700)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	return errors.Join(err, os.Chmod(folder, os.ModeSticky|0o777))
}
