package dev.drawbridge.api.v1alpha1;

/**
 * Validation rules (CEL) that more than one field uses, and what the user reads when one is broken.
 * The API server puts the path of the field in front of a message; the message gives reason and
 * fix.
 */
final class Rules {

  /** The reason of rules about what may not be there at all. */
  static final String FORBIDDEN = "FieldValueForbidden";

  static final String DNS_LABEL = "!format.dns1123Label().validate(self).hasValue()";
  static final String DNS_LABEL_MESSAGE =
      "must be a DNS label: lower-case letters, digits and '-', starting and ending with a letter or"
          + " digit, such as mistral-7b";

  static final String DNS_SUBDOMAIN = "!format.dns1123Subdomain().validate(self).hasValue()";

  static final String NOT_BLANK = "self.trim() != ''";

  static final String DIGEST = "self.matches('^sha256:[a-f0-9]{64}$')";
  static final String DIGEST_MESSAGE =
      "must be sha256: followed by 64 lower-case hexadecimal digits, as the registry shows it for the"
          + " artifact";

  private static final String HOST = "[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?";
  private static final String NAME = "[a-z0-9]+((\\\\.|_|__|-+)[a-z0-9]+)*";
  private static final String TAG = "(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?";

  /**
   * Host of a registry that nobody can take for a folder of somebody else's: a node reads a name
   * without dot and port as a repository of its default registry.
   */
  private static final String REGISTRY =
      "([A-Za-z0-9-]+([.][A-Za-z0-9-]+)+(:[0-9]{1,5})?|[A-Za-z0-9-]+:[0-9]{1,5}|localhost)";

  /** Leaves alone what another rule says more about. */
  static final String OCI_URI =
      "!self.startsWith('oci://') || self.contains('@') || self.matches('^oci://"
          + REGISTRY
          + "(/"
          + NAME
          + ")+"
          + TAG
          + "$')";

  /** Leaves alone what another rule says more about. */
  static final String IMAGE =
      "self.contains('://') || self.matches('^("
          + HOST
          + "/)?"
          + NAME
          + "(/"
          + NAME
          + ")*"
          + TAG
          + "(@sha256:[a-f0-9]{64})?$')";

  static final String QUANTITY = "isQuantity(string(self))";
  static final String QUANTITY_MESSAGE =
      "must be a Kubernetes quantity, such as 500m, 4 or 40Gi (units m, k, M, G, T, Ki, Mi, Gi, Ti)";

  /** Leaves alone what is no quantity: another rule says so. */
  static final String ABOVE_ZERO =
      "!isQuantity(string(self)) || quantity(string(self)).isGreaterThan(quantity('0'))";

  static final String ABOVE_ZERO_MESSAGE =
      "must be above zero: give the real number, such as 500m or 4";

  /**
   * Nobody means a few bytes, but a forgotten unit says so. Leaves alone what is no quantity:
   * another rule says so.
   */
  static final String BYTES =
      "!isQuantity(string(self)) || !quantity(string(self)).isLessThan(quantity('1Mi'))";

  static final String BYTES_MESSAGE =
      "must be at least 1Mi: give the unit (Mi, Gi or Ti), such as 40Gi";

  /** What a pod may name too: an own resource has a domain, and not one of Kubernetes itself. */
  static final String RESOURCE_NAMES =
      "self.all(r, r in ['cpu', 'memory', 'ephemeral-storage'] || (r.contains('/')"
          + " && !r.contains('kubernetes.io/') && !r.startsWith('requests.')"
          + " && !format.qualifiedName().validate(r).hasValue()))";

  static final String RESOURCE_NAMES_MESSAGE =
      "every name must be cpu, memory, ephemeral-storage or a device such as nvidia.com/gpu:"
          + " correct the name, or remove it";

  static final String REGIONS =
      "self.all(r, r != '' && !format.labelValue().validate(r).hasValue())";
  static final String REGIONS_MESSAGE =
      "every region must be a value that the node label topology.kubernetes.io/region can have"
          + " (letters, digits and - _ .), such as eu-central-1; kubectl get nodes -L"
          + " topology.kubernetes.io/region lists those there are";

  static final String PURPOSES = "self.all(p, !format.dns1123Label().validate(p).hasValue())";
  static final String PURPOSES_MESSAGE =
      "every purpose must be a word of lower-case letters, digits and '-', such as support: it is"
          + " compared with what requests say, letter by letter";

  static final String LABEL_VALUE = "!format.labelValue().validate(self).hasValue()";
  static final String LABEL_VALUES = "self.all(v, !format.labelValue().validate(v).hasValue())";
  static final String LABEL_VALUE_MESSAGE =
      "must be a label value: letters, digits and - _ . with a letter or digit at both ends, or empty";

  static final String QUALIFIED_NAME = "!format.qualifiedName().validate(self).hasValue()";
  static final String QUALIFIED_NAME_MESSAGE =
      "must be a label key: NAME or DOMAIN/NAME of letters, digits and - _ . such as"
          + " example.com/gpu-type";

  static final String LABELS =
      "self.all(k, !format.qualifiedName().validate(k).hasValue()"
          + " && !format.labelValue().validate(self[k]).hasValue())";
  static final String LABELS_MESSAGE =
      "every key must be NAME or DOMAIN/NAME, and every value a label value, of letters, digits and"
          + " - _ . such as example.com/gpu-type: a100";

  static final String DATE = "!format.date().validate(self).hasValue()";

  private Rules() {}
}
