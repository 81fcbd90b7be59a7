{{/* Everybody but the operator and the controllers of Kubernetes. */}}
{{- define "drawbridge.strangers" -}}
{{- $users := concat (list (include "drawbridge.operatorUser" .) "system:apiserver" "system:kube-controller-manager" "system:kube-scheduler") .Values.isolation.systemUsers }}
{{- $groups := concat (list "system:nodes" "system:serviceaccounts:kube-system") .Values.isolation.systemGroups }}
- name: a-stranger
  expression: >-
    !(request.userInfo.username in {{ toJson $users }}) &&
    !request.userInfo.groups.exists(group, group in {{ toJson $groups }})
{{- end }}

{{/*
Whether somebody was given ClusterRole drawbridge-break-glass; takes the namespace, in CEL. Whoever may do everything may
do this too, by a wildcard that nobody meant: so it counts only where a verb that no role names is not allowed.
*/}}
{{- define "drawbridge.holdsBreakGlass" -}}
(authorizer.group('drawbridge.dev').resource('servingnamespaces').namespace({{ . }}).check('break-glass').allowed() &&
{{/* */}} !authorizer.group('drawbridge.dev').resource('servingnamespaces').namespace({{ . }}).check('anything-at-all').allowed())
{{- end }}

{{/* What changes what is in a serving namespace, or gets into it. */}}
{{- define "drawbridge.servingContent" -}}
namespaceSelector:
  matchExpressions:
    - {key: drawbridge.dev/deployment, operator: Exists}
resourceRules:
  # All of Kubernetes' own that can run, reach, open or be read; with subresources, as exec and scale.
  - apiGroups: ["", apps, autoscaling, batch, discovery.k8s.io, networking.k8s.io, policy, rbac.authorization.k8s.io, resource.k8s.io]
    apiVersions: ["*"]
    operations: ["*"]
    resources: ["*/*"]
    scope: Namespaced
excludeResourceRules:
  # A pod that is taken away comes again as planned: nodes must be drained, and nothing is opened by it.
  - apiGroups: [""]
    apiVersions: ["*"]
    operations: [DELETE]
    resources: [pods]
  - apiGroups: [""]
    apiVersions: ["*"]
    operations: [CREATE]
    resources: [pods/eviction]
  - apiGroups: [""]
    apiVersions: ["*"]
    operations: ["*"]
    resources: [events]
{{- end }}

{{/* What can mark a namespace as a serving one, or take the mark away. */}}
{{- define "drawbridge.namespaces" -}}
resourceRules:
  - apiGroups: [""]
    apiVersions: ["*"]
    operations: [CREATE, UPDATE]
    resources: [namespaces, namespaces/*] # labels can be changed by way of status as well
{{- end }}

{{- define "drawbridge.servingBeforeOrAfter" -}}
- name: a-serving-namespace-before-or-after
  expression: >-
    [object, oldObject].exists(one, one != null &&
      (one.metadata.?labels['drawbridge.dev/deployment'].hasValue() ||
       one.metadata.?labels['drawbridge.dev/deployment-namespace'].hasValue()))
{{- end }}
