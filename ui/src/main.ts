import '@fontsource-variable/inter';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { connectHost } from './platform';

async function start(): Promise<void> {
  await connectHost();
  const target = document.getElementById('app');
  if (target) mount(App, { target });
}

void start();
