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
cert-manager writes certificates into Secrets, by way of requests, and tells how they are. Never the Secrets with keys of logs.
*/}}
{{- define "drawbridge.notCertManagerAtWork" -}}
- name: not-cert-manager-at-its-work
  expression: >-
    !(request.userInfo.username == {{ .Values.certificates.certManagerUser | squote }} &&
      (request.resource.group == '' && request.resource.resource == 'secrets' &&
         !request.?name.orValue('').startsWith('audit-') && request.?name.orValue('') != 'drawbridge-witness' ||
       request.resource.group == 'cert-manager.io' &&
       (request.resource.resource == 'certificaterequests' || request.?subResource.orValue('') == 'status')))
{{- end }}

{{/*
Whoever was given Role drawbridge-auditor starts one program in the operator's pod, which writes the collected logs to standard
output. Anything else that runs there has the operator's token and the key of the witness. No part of the command has a space, so
that they are told apart.
*/}}
{{- define "drawbridge.notAuditorAtWork" -}}
- name: not-an-auditor-at-work
  expression: >-
    !(request.resource.resource == 'pods' && request.?subResource.orValue('') == 'exec' &&
      object.?container.orValue('') == 'operator' && !object.?stdin.orValue(false) && !object.?tty.orValue(false) &&
      object.command.all(part, !part.contains(' ')) &&
      object.command.join(' ').matches('^{{ include "drawbridge.export" . }}( [-a-z0-9]+/[-.a-z0-9]+)*$') &&
      authorizer.group('drawbridge.dev').resource('auditlogs').namespace(request.namespace).check('fetch').allowed())
{{- end }}

{{/* The command, as a regular expression in CEL. */}}
{{- define "drawbridge.export" -}}
/opt/java/bin/java -Xmx32m -XX:TieredStopAtLevel=1 -cp /app/lib/main/[*] dev[.]drawbridge[.]audit[.]export[.]Export
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
  # All that can run, reach, open or be read; with subresources, as exec and scale.
  - apiGroups: ["", apps, autoscaling, batch, cert-manager.io, discovery.k8s.io, networking.k8s.io, policy, rbac.authorization.k8s.io, resource.k8s.io]
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
