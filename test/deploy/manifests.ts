/** The manifests under deploy/kubernetes/, as far as the product has a say in them. */

import { readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

const labels = z.record(z.string(), z.string());
const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.string(), port: z.string() }),
  initialDelaySeconds: z.int().optional(),
  periodSeconds: z.int(),
  timeoutSeconds: z.int(),
  failureThreshold: z.int().optional(),
});

const container = z.strictObject({
  name: z.string(),
  image: z.string(),
  args: z.tuple([z.enum(['bot', 'worker'])]),
  env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  ports: z.array(z.strictObject({ name: z.string(), containerPort: z.int() })),
  livenessProbe: probe,
  readinessProbe: probe,
  resources: z.strictObject({
    requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
    limits: z.strictObject({ memory: z.string() }),
  }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z.array(
    z.strictObject({
      name: z.string(),
      mountPath: z.string(),
      readOnly: z.literal(true).optional(),
      subPath: z.string().optional(),
    }),
  ),
});

const volume = z.strictObject({
  name: z.string(),
  configMap: z.strictObject({ name: z.string() }).optional(),
  secret: z
    .strictObject({
      secretName: z.string(),
      defaultMode: z.int(),
      items: z.array(z.strictObject({ key: z.string(), path: z.string() })),
    })
    .optional(),
  hostPath: z.strictObject({ path: z.string(), type: z.literal('Directory') }).optional(),
  emptyDir: z.strictObject({ sizeLimit: z.string() }).optional(),
});

const deployment = z.strictObject({
  apiVersion: z.literal('apps/v1'),
  kind: z.literal('Deployment'),
  metadata: z.strictObject({ name: z.string(), labels }),
  spec: z.strictObject({
    replicas: z.int().min(2),
    selector: z.strictObject({ matchLabels: labels }),
    template: z.strictObject({
      metadata: z.strictObject({ labels }),
      spec: z.strictObject({
        automountServiceAccountToken: z.literal(false),
        enableServiceLinks: z.literal(false),
        shareProcessNamespace: z.literal(true).optional(),
        terminationGracePeriodSeconds: z.int(),
        nodeSelector: labels.optional(),
        securityContext: z.strictObject({
          runAsNonRoot: z.literal(true),
          runAsUser: z.int().min(1),
          runAsGroup: z.int().min(1),
          fsGroup: z.int().min(1),
          seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
        }),
        topologySpreadConstraints: z.array(z.looseObject({ labelSelector: z.unknown() })),
        containers: z.tuple([container]),
        volumes: z.array(volume),
      }),
    }),
  }),
});

const budget = z.strictObject({
  apiVersion: z.literal('policy/v1'),
  kind: z.literal('PodDisruptionBudget'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    maxUnavailable: z.literal(1),
    unhealthyPodEvictionPolicy: z.literal('AlwaysAllow'),
    selector: z.strictObject({ matchLabels: labels }),
  }),
});

const kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string(),
  resources: z.array(z.string()),
  configMapGenerator: z.array(z.strictObject({ name: z.string(), files: z.array(z.string()) })),
  images: z.array(z.strictObject({ name: z.string(), newTag: z.string() })),
});

export type Deployment = z.infer<typeof deployment>;
export type Budget = z.infer<typeof budget>;

export const folder = new URL('../../deploy/kubernetes/', import.meta.url);

export function readKustomization(): z.infer<typeof kustomization> {
  return kustomization.parse(parse(text('kustomization.yaml')));
}

/** What a manifest makes. @throws where it holds what the product's pods are not to have, or a word is misspelt */
export function readManifest(file: string): (Deployment | Budget)[] {
  // As Kubernetes reads it: 0440 is octal.
  const documents = parseAllDocuments(text(file), { version: '1.1' });
  return documents.map((each) => z.union([deployment, budget]).parse(each.toJS()));
}

function text(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}
