"""Work off the UI thread, telling the panels what changed, drafts, logs and crashes."""
