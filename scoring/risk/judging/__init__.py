"""How good predictions were, exactly, from predictions whose labels are known.

Every interval is a 95 % one and treats a person's predictions as one draw: people repeat weekly, and one crisis makes
up to four predictions come true. The spread is the infinitesimal jackknife over persons, which for the AUROC is
DeLong's with clusters (Obuchowski 1997).
"""
