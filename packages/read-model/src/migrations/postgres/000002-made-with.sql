-- What the generation is posted with, in the words of its projector: the versions of the KPIs.
ALTER TABLE generation ADD COLUMN made_with text;
