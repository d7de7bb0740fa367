import './style/base.css';
import './style/layout.css';
import './style/pane.css';
import './style/blocks.css';
import './style/clusters.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Feed } from './feed.ts';

// What is shown is asked for again when the feed tells of a change, and at no other time.
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retryDelay: 1_000,
    },
  },
});
const feed = new Feed(queries);
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <App feed={feed} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
