from tests.dashboard.pages.test_coverage import *
def test_p(context):
    for area in ("","210213013"):
        s=moves_table(context(ANALYST,area=area)); print(area, s and (s.title,[(r["month"]-AUGUST,r["new_persons"],r["lost_persons"]) for r in s.rows]))
    s=moves_table(context()); print([(r["month"]-AUGUST,r["new_persons"],r["lost_persons"]) for r in s.rows])
    p=parts_table(context()); print([(r["subdistrict"],r["target_persons"],r["covered_persons"]) for r in p.rows], p.title)
