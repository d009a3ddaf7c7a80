"""Where rows come from: files in the inbox, tables of a source database."""
