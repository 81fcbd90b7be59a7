// Package volumes makes the volumes of the real node: folders on one file
// system in a file of the run directory, each as a local PersistentVolume, made
// on demand and deleted with its claim.
//
// A volume of a class with the parameter encrypted=true has a key of its own
// and is encrypted by the file system (fscrypt, AES-256). The keys are kept
// beside the file system, in the run directory: this shows that nothing
// readable reaches the disk, not where a real cluster keeps its keys.
package volumes

// Claim is a PersistentVolumeClaim.
type Claim struct {
	Metadata struct {
		Name        string            `json:"name"`
		Namespace   string            `json:"namespace"`
		UID         string            `json:"uid"`
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
	Spec struct {
		Class       string         `json:"storageClassName"`
		Volume      string         `json:"volumeName"`
		Mode        string         `json:"volumeMode"`
		AccessModes []string       `json:"accessModes"`
		Resources   map[string]any `json:"resources"`
	} `json:"spec"`
}

// Volume is a PersistentVolume.
type Volume struct {
	Metadata struct {
		Name        string            `json:"name"`
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
	Spec struct {
		ReclaimPolicy string `json:"persistentVolumeReclaimPolicy"`
	} `json:"spec"`
	Status struct {
		Phase string `json:"phase"`
	} `json:"status"`
}

// Class is a StorageClass.
type Class struct {
	Metadata struct {
		Name string `json:"name"`
	} `json:"metadata"`
	Provisioner   string            `json:"provisioner"`
	Parameters    map[string]string `json:"parameters"`
	ReclaimPolicy string            `json:"reclaimPolicy"`
	BindingMode   string            `json:"volumeBindingMode"`
}

const (
	selectedNode  = "volume.kubernetes.io/selected-node"
	provisionedBy = "pv.kubernetes.io/provisioned-by"
)

// volumeName is that of a claim's volume.
func (c Claim) volumeName() string { return "pvc-" + c.Metadata.UID }

func (c Class) encrypts() bool { return c.Parameters["encrypted"] == "true" }
