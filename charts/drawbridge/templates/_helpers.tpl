{{/* One installation a cluster: names are fixed, and a second release is refused by Helm itself. */}}

{{- define "drawbridge.labels" -}}
app.kubernetes.io/name: drawbridge
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Never changed: the selectors of Deployments are immutable. Takes root and component. */}}
{{- define "drawbridge.selector" -}}
app.kubernetes.io/name: drawbridge
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* Takes image and default tag. */}}
{{- define "drawbridge.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ .image.tag | default .tag }}
{{- end -}}
{{- end }}

{{- define "drawbridge.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "drawbridge.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Takes root, component and settings: spread over nodes, where an administrator wants them. */}}
{{- define "drawbridge.placement" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "drawbridge.selector" . | nindent 8 }}
{{- with .settings.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- define "drawbridge.tokenSecret" -}}
{{ .Values.opa.token.existingSecret | default "drawbridge-opa-token" }}
{{- end }}

{{- define "drawbridge.policies" -}}
{{ .Values.opa.policies.existingConfigMap | default "drawbridge-policies" }}
{{- end }}

{{- define "drawbridge.operatorUser" -}}
system:serviceaccount:{{ .Release.Namespace }}:drawbridge-operator
{{- end }}

{{/* Who signs what doors and consumers say they are. */}}
{{- define "drawbridge.clusterIssuer" -}}
{{ .Values.certificates.clusterIssuer | default "drawbridge-ca" }}
{{- end }}

{{/* Whether somebody could give himself the operator's rights, as administrators can; in CEL. */}}
{{- define "drawbridge.couldBeTheOperator" -}}
authorizer.group('rbac.authorization.k8s.io').resource('clusterroles').name('drawbridge-operator').check('bind').allowed()
{{- end }}

{{/* A map as the operator reads it: a=b;c=d */}}
{{- define "drawbridge.pairs" -}}
{{- $pairs := list }}
{{- range $name, $value := . }}
{{- $pairs = append $pairs (printf "%s=%s" $name $value) }}
{{- end }}
{{- join ";" $pairs }}
{{- end }}
