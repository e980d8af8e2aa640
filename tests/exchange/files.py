"""A small company as files: every kind once, in the order in which a fresh folder takes them."""

from collections.abc import Mapping

FILES: Mapping[str, str] = {
    "outlets": (
        "code,name,parent,phone,night_phone,province,city,district,address,lng,lat,datum,skills,brands,"
        "capacity_per_day,opened_on\n"
        "W2,合肥二站,W1,0551-62345678,13800138001,安徽,合肥,蜀山区,长江西路1号,117.2,31.8,gcj02,ac;washer,甲牌,8,2020-01-31\n"
        "W1,合肥总站,,,,,,,,,,,,,,\n"
    ),
    "technicians": "outlet_code,name,phone,skills,certified_until\nW1,李师傅,13900139000,ac,2027-06-30\nW2,王师傅,,,\n",
    "customers": (
        "customer_no,name,phones,province,city,district,address,lng,lat,datum,tier,notes\n"
        'C1,张伟,13800138000;0551-62345678,安徽,合肥,蜀山区,"和平路2号, 301",117.21,31.81,wgs84,VIP,"听力不好\n请大声"\n'
        "C2,王芳,,,,,,,,,,=2+3\n"
    ),
    "products": "model,name,category,principal,warranty_months\nKF-35,挂机,ac,甲公司,36\nXQ-8,,washer,,\n",
    "parts": "code,name,model,price_fen\nP1,压缩机,KF-35,100000\nP2,阀,,2500\n",
    "assets": (
        "serial,customer_no,model,purchased_on,sold_by,invoice_no,installed_on\n"
        "S1,C1,KF-35,2025-05-01,苏宁,F-1,2025-05-03\nS2,C2,,,,,\n"
    ),
    "covers": "cover_no,serial,kind,scope,from,until,payer\nV1,S1,extended,labour,2025-05-01,2030-04-30,甲公司\n",
    "orders": (
        "order_no,customer_no,serial,kind,category,fault,words,urgency,opened_at,channel,origin,repeat_of,group_no,"
        "follows,external_ref\n"
        "O2,C1,S1,repair,ac,not cooling,又不制冷了,urgent,2026-07-10T09:00:00+08:00,phone,,O1,G1,O1,X-9\n"
        "O1,C1,S1,repair,ac,not cooling,不制冷,normal,2026-07-01 08:00,phone,,,G1,,\n"
        "O3,C2,,installation,,,,,2026-07-02,,,,,,\n"
    ),
    "events": (
        "order_no,at,event,outlet_code,technician,by,outcome,place,cause,action,arrived_at,left_at,window_start,"
        "window_end,until,next_at,parts,charge_fen,satisfied,fixed,on_time,attitude_ok,came,paid_fen,about,score,"
        "reason,words\n"
        "O1,2026-07-03 10:00,callback_answer,,,,,,,,,,,,,,,,true,是,1,yes,true,5000,,9,,很好\n"
        "O1,2026-07-01 09:00,relayed,W1,,,,,,,,,,,,,,,,,,,,,,,,\n"
        "O1,2026-07-01 09:30,accepted,W1,,,,,,,,,,,,,,,,,,,,,,,,\n"
        "O1,2026-07-01 08:30,window_agreed,,,,,,,,,,2026-07-02 08:00,2026-07-02 12:00,,,,,,,,,,,,,,\n"
        "O1,2026-07-02 11:00,visit,W1,李师傅,,fixed,home,阀坏,换阀,2026-07-02 09:00,2026-07-02 10:30,,,,,P2*1;P1*2,"
        "5000,,,,,,,,,,客户在家\n"
        "O1,2026-07-02 11:00,feedback,W1,,,done,,,,,,,,,,,,,,,,,,,,,\n"
        "O1,2026-07-02 12:00,urged,,,,,,,,,,,,,,,,,,,,,,,,,\n"
        "O1,2026-07-02 12:00,urged,,,,,,,,,,,,,,,,,,,,,,,,,\n"
        "O2,2026-07-11 09:00,relayed,W2,,,,,,,,,,,,,,,,,,,,,,,,\n"
        "O2,2026-07-11 09:05,accepted,W2,,,,,,,,,,,,,,,,,,,,,,,,\n"
        "O2,2026-07-11 10:00,on_hold,,,,,,,,,,,,2026-07-13,,,,,,,,,,,,part,\n"
        "O2,2026-07-12 10:00,visit,W2,生人,,not_fixed,home,,,2026-07-12 09:00,,,,,,,,,,,,,,,,,\n"
    ),
    "complaints": (
        "complaint_no,order_no,customer_no,outlet_code,received_at,channel,external_ref,category,severity,against,"
        "words,ended_at,ended_as\n"
        "K1,O1,C1,W1,2026-07-04 09:00,12315,T-1,charge,high,outlet,多收钱,2026-07-08 09:00,upheld\n"
        "K2,,C2,,2026-07-05 09:00,phone,,other,,,太慢,,\n"
    ),
    "calls": (
        "call_no,began_at,ended_at,number,direction,agent,disposition,customer_no,order_no,words\n"
        "L1,2026-07-01 07:58,2026-07-01 08:03,13800138000,in,小林,,C1,O1,报修\n"
        "L2,2026-07-03 09:55,,,out,,,,,\n"
    ),
    "articles": 'slug,title,product,symptom,body\nfilter,清洗滤网,ac,not cooling,"第一步\n第二步"\n',
}
