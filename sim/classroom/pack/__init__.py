"""The lesson pack: plan, rubric, questions and hand-outs, and the whole lesson on paper."""
