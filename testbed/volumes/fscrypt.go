package volumes

import (
	"encoding/binary"
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

// The kernel's interface for encrypted folders, linux/fscrypt.h. A v2 policy
// names its key by an identifier that the kernel derives from the key.
const (
	setPolicy = 0x800c6613
	addKey    = 0xc0506617
	removeKey = 0xc0406618

	keyLength        = 64
	identifierLength = 16
	byIdentifier     = 2
	aes256XTS        = 1
	aes256CTS        = 4
	padTo32          = 3
	// filesBusy says that a removed key is still needed by open files.
	filesBusy = 1
)

type identifier [identifierLength]byte

// addKeyTo makes a key known to the file system of a folder.
func addKeyTo(folder string, key []byte) (id identifier, err error) {
	// key_spec {type, reserved, identifier in 32 bytes}, raw_size, key_id, reserved[8], raw.
	const head = 40 + 4 + 4 + 32
	argument := make([]byte, head+len(key))
	binary.NativeEndian.PutUint32(argument, byIdentifier)
	binary.NativeEndian.PutUint32(argument[40:], uint32(len(key)))
	copy(argument[head:], key)
	err = control(folder, addKey, argument)
	copy(id[:], argument[8:])
	return id, err
}

// encrypt makes an empty folder encrypted, with all that will be in it.
func encrypt(folder string, id identifier) error {
	// version, contents and names mode, flags, data unit, reserved[3], identifier.
	argument := append([]byte{2, aes256XTS, aes256CTS, padTo32, 0, 0, 0, 0}, id[:]...)
	return control(folder, setPolicy, argument)
}

// removeKeyFrom makes the file system forget a key, and so everything that was read with it.
func removeKeyFrom(folder string, id identifier) error {
	argument := make([]byte, 64)
	binary.NativeEndian.PutUint32(argument, byIdentifier)
	copy(argument[8:], id[:])
	if err := control(folder, removeKey, argument); err != nil {
		return err
	}
	if flags := binary.NativeEndian.Uint32(argument[40:]); flags&filesBusy != 0 {
		return fmt.Errorf("files of the volume are still open: %w", syscall.EBUSY)
	}
	return nil
}

func control(folder string, request uintptr, argument []byte) error {
	file, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, file.Fd(), request, uintptr(unsafe.Pointer(&argument[0]))); errno != 0 {
		return &os.PathError{Op: "fscrypt", Path: folder, Err: errno}
	}
	return nil
}
