"""`/tyyli/`: every component of the site in all its states, made of the shapes the real screens use."""
