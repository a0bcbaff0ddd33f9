{{- define "daybook.labels" -}}
app.kubernetes.io/name: daybook
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/component: {{ .role }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "daybook.selector" -}}
app.kubernetes.io/name: daybook
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{- define "daybook.name" -}}
{{ printf "%s-%s" .root.Release.Name .role | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* The pod of a role. The projector keeps a working copy; the others keep nothing. */}}
{{- define "daybook.pod" -}}
{{- $values := .root.Values }}
{{- $own := index $values.roles .role }}
metadata:
  labels: {{- include "daybook.labels" . | nindent 4 }}
  annotations:
    checksum/settings: {{ toJson (list $values.settings $values.kafka $values.book) | sha256sum }}
spec:
  automountServiceAccountToken: false
  # Of a service called daybook-api the cluster would make DAYBOOK_API_… variables, which are no settings.
  enableServiceLinks: false
  terminationGracePeriodSeconds: 30
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile: { type: RuntimeDefault }
  {{- with $values.image.pullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels: {{- include "daybook.selector" . | nindent 10 }}
  {{- with $values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: daybook
      image: "{{ $values.image.repository }}:{{ $own.tag | default $values.image.tag | default .root.Chart.AppVersion }}"
      imagePullPolicy: {{ $values.image.pullPolicy }}
      env:
        - { name: DAYBOOK_AUTH, value: insecure-open }
        - { name: DAYBOOK_BACKEND, value: distributed }
        # Both for the pods that answer: a decision is taken where it is asked for.
        - { name: DAYBOOK_ROLES, value: {{ eq .role "api" | ternary "api,intake" .role | quote }} }
        - { name: DAYBOOK_LIMIT_MEMORY_MIB, value: {{ $own.refuseAboveMiB | quote }} }
        - { name: DAYBOOK_BOOK_ID, value: {{ $values.book.id | quote }} }
        - { name: DAYBOOK_TIME_ZONE, value: {{ $values.book.timeZone | quote }} }
        - { name: DAYBOOK_CURRENCY, value: {{ $values.book.currency | quote }} }
        - { name: DAYBOOK_HTTP_PORT, value: "8080" }
        - { name: DAYBOOK_EVENTSTORE_URL_FILE, value: /run/secrets/daybook/eventstore-url }
        - { name: DAYBOOK_POSTGRES_URL_FILE, value: /run/secrets/daybook/postgres-url }
        {{- if and (eq .role "intake") $values.kafka.brokers }}
        - { name: DAYBOOK_KAFKA_BROKERS, value: {{ $values.kafka.brokers | quote }} }
        - { name: DAYBOOK_KAFKA_TOPICS, value: {{ $values.kafka.topics | quote }} }
        - { name: DAYBOOK_KAFKA_GROUP, value: {{ $values.kafka.group | quote }} }
        {{- end }}
        {{- range $name, $value := $values.settings }}
        - { name: {{ $name }}, value: {{ $value | quote }} }
        {{- end }}
      ports:
        - { name: http, containerPort: 8080 }
      # Until every node knows that it is gone, it still answers.
      lifecycle: { preStop: { exec: { command: [sleep, '5'] } } }
      startupProbe: { httpGet: { path: /livez, port: http }, periodSeconds: 2, failureThreshold: 60 }
      livenessProbe: { httpGet: { path: /livez, port: http }, periodSeconds: 10, timeoutSeconds: 3 }
      # Who only takes in goes on while the ledgers stand still; who answers or posts does not.
      readinessProbe: { httpGet: { path: {{ eq .role "intake" | ternary "/livez" "/readyz" }}, port: http }, periodSeconds: 5, timeoutSeconds: 3 }
      resources: {{- toYaml $own.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      volumeMounts:
        - { name: servers, mountPath: /run/secrets/daybook, readOnly: true }
        - { name: data, mountPath: /data }
        - { name: tmp, mountPath: /tmp }
  volumes:
    - name: servers
      secret: { secretName: {{ $values.servers.secret }} }
    - name: data
      emptyDir: {{ if eq .role "projector" }}{ sizeLimit: {{ $own.workingCopy }} }{{ else }}{}{{ end }}
    - name: tmp
      emptyDir: {}
{{- end }}
