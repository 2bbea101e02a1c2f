-- How many of what a commit changed, counted when it is made: its delta may be squashed or forgotten later, and counting
-- it again would cost a look at each revision.

ALTER TABLE commits ADD COLUMN changes $bytes$;
