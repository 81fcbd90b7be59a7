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
Whether somebody was given ClusterRole drawbridge-break-glass. Whoever may do everything may do this too, by a wildcard
that nobody meant: so it counts only where a verb that no role names is not allowed.
*/}}
{{- define "drawbridge.breakGlass" -}}
- name: breakGlass
  expression: >-
    authorizer.group('drawbridge.dev').resource('servingnamespaces').namespace({{ .namespace }}).check('break-glass').allowed() &&
    !authorizer.group('drawbridge.dev').resource('servingnamespaces').namespace({{ .namespace }}).check('anything-at-all').allowed()
{{- end }}

{{- define "drawbridge.breakGlassAudit" -}}
- key: break-glass
  valueExpression: >-
    variables.breakGlass ? request.userInfo.username + ' used drawbridge-break-glass' : ''
{{- end }}
